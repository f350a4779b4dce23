import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type PartnerLinksTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { requirePermission } from './authorize.ts'
import { getPartner, getPartnerNames, type PartnerName } from './partners.ts'
import type { Principal } from './principal.ts'

/** Where a link stands, seen from one side. Only an active one counts. */
export const linkStates = ['offered', 'asked', 'active'] as const
export type LinkState = (typeof linkStates)[number]

/** A distributor and a reseller that works with it: what customers consent to for the reseller holds for the provider too. */
export interface PartnerLink {
  readonly partner: PartnerName
  /** offered: the other side has not agreed yet; asked: we have not. */
  readonly state: LinkState
  readonly changedAt: number
}

const toLink = (row: PartnerLinksTable, partner: PartnerName): PartnerLink => ({
  partner,
  state: row.state as LinkState,
  changedAt: row.changed_at,
})

function ownPartner(principal: Principal): string {
  if (principal.organization.kind !== 'partner')
    throw new RegistryError('forbidden', 'Links are between an indirect provider and its resellers.')
  return principal.organization.id
}

function rowOf(tx: Tx, partnerId: string, otherId: string): Promise<PartnerLinksTable | undefined> {
  return scopeTo(tx.db, partnerId)
    .selectFrom('partner_links')
    .selectAll()
    .where('other_id', '=', otherId)
    .executeTakeFirst()
}

async function removeBoth(tx: Tx, a: string, b: string): Promise<void> {
  await scopeTo(tx.db, a).deleteFrom('partner_links').where('other_id', '=', b).execute()
  await scopeTo(tx.db, b).deleteFrom('partner_links').where('other_id', '=', a).execute()
}

async function tell(tx: Tx, principal: Principal, now: number, otherId: string, action: EventKind): Promise<void> {
  const own = principal.organization.id
  const entry = { action, subjectKind: 'partner' }
  await appendJournal(tx, principal, now, [{ ...entry, organizationId: own, subjectId: otherId }])
  // The other side learns that it happened, not which person did it.
  const side = { kind: 'partner', id: own, organization: principal.organization }
  await appendJournal(tx, side, now, [{ ...entry, organizationId: otherId, subjectId: own }])
}

const sides = ['csp-indirect-provider', 'csp-indirect-reseller']

/**
 * Agrees to a link with another partner: the first to do so offers it, the second makes it active. Again, it changes nothing.
 * @throws not_found; conflict unless one is an indirect provider and the other an indirect reseller.
 */
export async function agreeLink(registry: Registry, principal: Principal, otherId: string): Promise<PartnerLink> {
  const partnerId = ownPartner(principal)
  requirePermission(principal, 'link.manage')
  const [own, other] = [
    await getPartner(registry, principal, partnerId),
    await getPartner(registry, principal, otherId),
  ]
  if (own.kind === other.kind || !sides.includes(own.kind) || !sides.includes(other.kind))
    throw new RegistryError('conflict', 'A link is between an indirect provider and an indirect reseller.')
  const now = registry.now()
  const row = await registry.store.write(async tx => {
    const there = await rowOf(tx, partnerId, otherId)
    if (there && there.state !== 'asked') return there
    const state: [string, string] = there ? ['active', 'active'] : ['offered', 'asked']
    await removeBoth(tx, partnerId, otherId)
    const mine: PartnerLinksTable = {
      partner_id: partnerId,
      other_id: otherId,
      kind: own.kind,
      state: state[0],
      changed_at: now,
    }
    await tx.db.insertInto('partner_links').values(mine).execute()
    const theirs = { ...mine, partner_id: otherId, other_id: partnerId, kind: other.kind, state: state[1] }
    await tx.db.insertInto('partner_links').values(theirs).execute()
    await tell(tx, principal, now, otherId, there ? 'link.accepted' : 'link.offered')
    return mine
  })
  return toLink(row, { id: other.id, name: other.name, kind: other.kind })
}

/** Ends a link, declines or withdraws an offer: effective with the provider's next row. @throws not_found. */
export async function endLink(registry: Registry, principal: Principal, otherId: string): Promise<void> {
  const partnerId = ownPartner(principal)
  requirePermission(principal, 'link.manage')
  await registry.store.write(async tx => {
    if (!(await rowOf(tx, partnerId, otherId))) throw new RegistryError('not_found')
    await removeBoth(tx, partnerId, otherId)
    await tell(tx, principal, registry.now(), otherId, 'link.ended')
  })
}

/** Links of the principal's partner, by id of the other side. */
export async function listLinks(
  registry: Registry,
  principal: Principal,
  filter: PageRequest & { state?: LinkState },
): Promise<Page<PartnerLink>> {
  const partnerId = ownPartner(principal)
  requirePermission(principal, 'link.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  let query = scopeTo(registry.store.db, partnerId).selectFrom('partner_links').selectAll()
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (after !== undefined) query = query.where('other_id', '>', String(after[0]))
  const rows = await query
    .orderBy('other_id')
    .limit(limit + 1)
    .execute()
  const names = await getPartnerNames(
    registry,
    rows.map(row => row.other_id),
  )
  return toPage(
    rows,
    limit,
    row => toLink(row, names.get(row.other_id) as PartnerName),
    row => [row.other_id],
  )
}

/** Providers that work with a reseller now: what a customer decides about it is decided about them. */
export async function providersOf(db: Store['db'], resellerId: string): Promise<string[]> {
  const rows = await scopeTo(db, resellerId)
    .selectFrom('partner_links')
    .select('other_id')
    .where('state', '=', 'active')
    .where('kind', '=', 'csp-indirect-reseller')
    .execute()
  return rows.map(row => row.other_id)
}

/** Resellers that work with a provider now. */
export async function resellersOf(db: Store['db'], providerId: string): Promise<string[]> {
  const rows = await scopeTo(db, providerId)
    .selectFrom('partner_links')
    .select('other_id')
    .where('state', '=', 'active')
    .where('kind', '=', 'csp-indirect-provider')
    .execute()
  return rows.map(row => row.other_id)
}

/** Whether a partner's consents are of interest to this provider: it works with that reseller now. */
export async function worksWith(db: Store['db'], providerId: string, resellerId: string): Promise<boolean> {
  const link = await scopeTo(db, providerId)
    .selectFrom('partner_links')
    .select('other_id')
    .where('other_id', '=', resellerId)
    .where('kind', '=', 'csp-indirect-provider')
    .where('state', '=', 'active')
    .executeTakeFirst()
  return link !== undefined
}
