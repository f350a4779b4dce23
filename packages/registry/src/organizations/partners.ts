import { randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import { decodeCursor, type Page, pageLimit, toPage } from '../page.ts'
import type { PartnersTable } from '../store/index.ts'
import { requireText } from '../text.ts'
import { requirePartner, requirePermission, requireRegistry } from './authorize.ts'
import { type PartnerKind, type Principal, partnerKinds, registryId } from './principal.ts'
import { named, type OrganizationSearch } from './search.ts'

/** A maker or reseller. */
export interface Partner {
  readonly id: string
  readonly name: string
  readonly kind: PartnerKind
  /** For makers: the SMBIOS manufacturer strings of their devices. */
  readonly manufacturers: string[]
  /** Whether its applications may register devices; for indirect resellers only when the operator allows it. */
  readonly apiRegistration: boolean
  readonly createdAt: number
}

/** Indirect resellers register by their people; the rule of the field (partner-api 6.4). */
const needsLeave = (kind: string): boolean => kind === 'csp-indirect-reseller'

const toPartner = (row: PartnersTable): Partner => ({
  id: row.id,
  name: row.name,
  kind: row.kind as PartnerKind,
  manufacturers: JSON.parse(row.manufacturers),
  apiRegistration: !needsLeave(row.kind) || row.api_registration === 1,
  createdAt: row.created_at,
})

export interface NewPartner {
  name: string
  kind: string
  manufacturers?: string[]
}

function checkManufacturers(names: readonly string[]): string {
  if (names.length > 100)
    throw new RegistryError('invalid_request', 'manufacturers has at most 100 names.', { field: 'manufacturers' })
  return JSON.stringify(names.map(text => requireText(text, 'manufacturers', 64)))
}

/** Makes a partner; for operators. */
export async function createPartner(registry: Registry, principal: Principal, input: NewPartner): Promise<Partner> {
  requireRegistry(principal, 'organization.manage')
  if (!(partnerKinds as readonly string[]).includes(input.kind))
    throw new RegistryError('invalid_request', `kind must be one of ${partnerKinds.join(', ')}.`, { field: 'kind' })
  const now = registry.now()
  const row: PartnersTable = {
    id: newId(now),
    name: requireText(input.name, 'name', 200),
    kind: input.kind,
    manufacturers: checkManufacturers(input.manufacturers ?? []),
    link_code: randomBytes(18).toString('base64url'),
    created_at: now,
    api_registration: null,
  }
  const partner = toPartner(row)
  await registry.store.write(async tx => {
    await tx.db.insertInto('partners').values(row).execute()
    await appendJournal(tx, principal, now, [
      {
        organizationId: registryId,
        action: 'partner.created',
        subjectKind: 'partner',
        subjectId: row.id,
        after: partner,
      },
    ])
  })
  return partner
}

/** Changes a partner; for operators. The kind stays: it is kept with every registration. @throws not_found. */
export async function updatePartner(
  registry: Registry,
  principal: Principal,
  id: string,
  change: { name?: string; manufacturers?: string[]; apiRegistration?: boolean },
): Promise<Partner> {
  requireRegistry(principal, 'organization.manage')
  const { name, manufacturers, apiRegistration } = change
  const columns = {
    ...(name !== undefined && { name: requireText(name, 'name', 200) }),
    ...(manufacturers !== undefined && { manufacturers: checkManufacturers(manufacturers) }),
    ...(apiRegistration !== undefined && { api_registration: apiRegistration ? 1 : 0 }),
  }
  return registry.store.write(async tx => {
    const row = await tx.db.selectFrom('partners').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    const [before, after] = [toPartner(row), toPartner({ ...row, ...columns })]
    if (Object.keys(columns).length === 0) return before
    await tx.db.updateTable('partners').set(columns).where('id', '=', id).execute()
    await appendJournal(tx, principal, registry.now(), [
      { organizationId: registryId, action: 'partner.changed', subjectKind: 'partner', subjectId: id, before, after },
    ])
    return after
  })
}

/** Partners, oldest first unless asked otherwise. Everybody who is signed in may see who takes part. */
export async function listPartners(
  registry: Registry,
  principal: Principal,
  page: OrganizationSearch & { kind?: string },
): Promise<Page<Partner>> {
  requirePermission(principal, 'organization.read')
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  const { order = 'asc' } = page
  let query = registry.store.db.selectFrom('partners').selectAll()
  if (page.kind !== undefined) query = query.where('kind', '=', page.kind)
  if (page.name !== undefined) query = query.where(named(page.name))
  if (after !== undefined) query = query.where('id', order === 'asc' ? '>' : '<', String(after[0]))
  return toPage(
    await query
      .orderBy('id', order)
      .limit(limit + 1)
      .execute(),
    limit,
    toPartner,
    row => [row.id],
  )
}

/** One partner. @throws not_found. */
export async function getPartner(registry: Registry, principal: Principal, id: string): Promise<Partner> {
  requirePermission(principal, 'organization.read')
  const row = await registry.store.db.selectFrom('partners').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return toPartner(row)
}

/** Who stands behind a consent link. */
export type PartnerOfLink = Pick<Partner, 'id' | 'name' | 'kind' | 'manufacturers'>

const linkCode = /^[A-Za-z0-9_-]{1,64}$/

/** The partner behind a standing consent link: what the page that a customer opens shows. @throws not_found. */
export async function getPartnerByLink(registry: Registry, code: string): Promise<PartnerOfLink> {
  const row = linkCode.test(code)
    ? await registry.store.db.selectFrom('partners').selectAll().where('link_code', '=', code).executeTakeFirst()
    : undefined
  if (!row) throw new RegistryError('not_found', 'This consent link is not valid.')
  const { id, name, kind, manufacturers } = toPartner(row)
  return { id, name, kind, manufacturers }
}

/** A partner as its consent links show it. */
export async function getPartnerOfLink(registry: Registry, partnerId: string): Promise<PartnerOfLink> {
  const { db } = registry.store
  const row = await db.selectFrom('partners').selectAll().where('id', '=', partnerId).executeTakeFirstOrThrow()
  const { id, name, kind, manufacturers } = toPartner(row)
  return { id, name, kind, manufacturers }
}

/** The code of the partner's standing consent link; for the partner's own people. @throws not_found for any other partner. */
export async function getLinkCode(registry: Registry, principal: Principal, partnerId: string): Promise<string> {
  requirePartner(principal, partnerId, 'consent.request')
  const row = await registry.store.db
    .selectFrom('partners')
    .select('link_code')
    .where('id', '=', partnerId)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return row.link_code
}

/** What other organizations see of a partner. */
export type PartnerName = Pick<Partner, 'id' | 'name' | 'kind'>

/** Names of partners by id, in one query. */
export async function getPartnerNames(registry: Registry, ids: readonly string[]): Promise<Map<string, PartnerName>> {
  if (ids.length === 0) return new Map()
  const { db, textIn } = registry.store
  const rows = await db
    .selectFrom('partners')
    .select(['id', 'name', 'kind'])
    .where(textIn<'partners'>('id', ids))
    .execute()
  return new Map(rows.map(row => [row.id, { id: row.id, name: row.name, kind: row.kind as PartnerKind }]))
}

/** Names and standing consent links of partners by id, in one query; for lists of partners that show them. */
export async function getPartnerLinks(
  registry: Registry,
  ids: readonly string[],
): Promise<Map<string, { readonly name: string; readonly linkCode: string }>> {
  if (ids.length === 0) return new Map()
  const { db, textIn } = registry.store
  const rows = await db
    .selectFrom('partners')
    .select(['id', 'name', 'link_code'])
    .where(textIn<'partners'>('id', ids))
    .execute()
  return new Map(rows.map(row => [row.id, { name: row.name, linkCode: row.link_code }]))
}
