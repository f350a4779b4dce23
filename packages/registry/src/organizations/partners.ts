import { randomBytes } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import type { PartnersTable } from '../store/index.ts'
import { requireText } from '../text.ts'
import { requirePartner, requirePermission } from './authorize.ts'
import { type PartnerKind, type Principal, partnerKinds, registryId } from './principal.ts'

/** A maker or reseller. */
export interface Partner {
  readonly id: string
  readonly name: string
  readonly kind: PartnerKind
  /** For makers: the SMBIOS manufacturer strings of their devices. */
  readonly manufacturers: string[]
  readonly createdAt: number
}

const toPartner = (row: PartnersTable): Partner => ({
  id: row.id,
  name: row.name,
  kind: row.kind as PartnerKind,
  manufacturers: JSON.parse(row.manufacturers),
  createdAt: row.created_at,
})

export interface NewPartner {
  name: string
  kind: string
  manufacturers?: string[]
}

/** Makes a partner; for operators. */
export async function createPartner(registry: Registry, principal: Principal, input: NewPartner): Promise<Partner> {
  if (principal.kind !== 'system' && principal.organization.kind !== 'registry')
    throw new RegistryError('forbidden', 'Only operators of the registry may do this.')
  requirePermission(principal, 'organization.manage')
  if (!(partnerKinds as readonly string[]).includes(input.kind))
    throw new RegistryError('invalid_request', `kind must be one of ${partnerKinds.join(', ')}.`, { field: 'kind' })
  if ((input.manufacturers?.length ?? 0) > 100)
    throw new RegistryError('invalid_request', 'manufacturers has at most 100 names.', { field: 'manufacturers' })
  const now = registry.now()
  const row: PartnersTable = {
    id: newId(now),
    name: requireText(input.name, 'name', 200),
    kind: input.kind,
    manufacturers: JSON.stringify((input.manufacturers ?? []).map(text => requireText(text, 'manufacturers', 64))),
    link_code: randomBytes(18).toString('base64url'),
    created_at: now,
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

/** Partners, oldest first. Everybody who is signed in may see who takes part. */
export async function listPartners(
  registry: Registry,
  principal: Principal,
  page: PageRequest & { kind?: string },
): Promise<Page<Partner>> {
  requirePermission(principal, 'organization.read')
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  let query = registry.store.db.selectFrom('partners').selectAll()
  if (page.kind !== undefined) query = query.where('kind', '=', page.kind)
  if (after !== undefined) query = query.where('id', '>', String(after[0]))
  return toPage(
    await query
      .orderBy('id')
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

/** The partner behind a standing consent link: what the page that a customer opens shows. @throws not_found. */
export async function getPartnerByLink(
  registry: Registry,
  code: string,
): Promise<Pick<Partner, 'id' | 'name' | 'kind'>> {
  const row = await registry.store.db
    .selectFrom('partners')
    .select(['id', 'name', 'kind'])
    .where('link_code', '=', code)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found', 'This consent link is not valid.')
  return { id: row.id, name: row.name, kind: row.kind as PartnerKind }
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
