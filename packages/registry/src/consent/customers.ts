import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { enqueueJob } from '../jobs/index.ts'
import { appendJournal } from '../journal/index.ts'
import { may, type Principal, requirePermission, resellersOf } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { effectiveConsent } from './effective.ts'
import { requireRelationship } from './relationship.ts'
import { consentState } from './state.ts'

/** A tenant that lets the partner register devices. */
export interface Customer {
  readonly tenantId: string
  readonly name: string
  readonly domain: string
  readonly since: number
  /** Id of the reseller whose consent it is, when the partner is its provider. */
  readonly through?: string
}

export interface CustomerFilter extends PageRequest {
  /** Beginning of the name, in any case. */
  readonly name?: string
  /** Beginning of the domain. */
  readonly domain?: string
}

/** @throws forbidden. @returns undefined when the permission is for all customers. */
function namedCustomers(principal: Principal): string[] | undefined {
  if (principal.kind === 'system' || may(principal, 'consent.read')) return undefined
  const named = principal.grants.flatMap(({ permissions, tenants = [] }) =>
    permissions.has('consent.read') ? tenants : [],
  )
  if (named.length === 0) requirePermission(principal, 'consent.read')
  return named
}

function requirePartner(principal: Principal): string {
  if (principal.organization.kind !== 'partner') throw new RegistryError('forbidden', 'This is for partners.')
  return principal.organization.id
}

/** Tenants that have consented to a partner, in the order of their ids; a reseller's, when a provider asks. */
function consented({ store, now }: Registry, partnerId: string, throughId: string) {
  return scopeTo(store.db, throughId)
    .selectFrom('partner_consents')
    .innerJoin('consents', join =>
      join
        .onRef('consents.tenant_id', '=', 'partner_consents.tenant_id')
        .onRef('consents.id', '=', 'partner_consents.consent_id'),
    )
    .innerJoin('tenants', 'tenants.id', 'consents.tenant_id')
    .select(['tenants.id as tenantId', 'tenants.name', 'tenants.domain', 'consents.decided_at as since'])
    .select(eb => eb.val(throughId === partnerId ? null : throughId).as('through'))
    .where('consents.state', '=', 'granted')
    .where(eb => eb.or([eb('consents.expires_at', 'is', null), eb('consents.expires_at', '>', now())]))
    .orderBy('tenants.id')
}

interface CustomerRow {
  readonly tenantId: string
  readonly name: string
  readonly domain: string
  readonly since: number | null
  readonly through: string | null
}

const toCustomer = ({ tenantId, name, domain, since, through }: CustomerRow): Customer => ({
  tenantId,
  name,
  domain,
  since: since ?? 0,
  ...(through !== null && { through }),
})

const startsWith = (column: 'tenants.name' | 'tenants.domain', text: string) =>
  sql<boolean>`lower(${sql.ref(column)}) like ${`${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`} escape '\\'`

/** When tenants last said no to a partner itself. */
async function refusals(
  { store }: Registry,
  partnerId: string,
  tenantIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await scopeTo(store.db, partnerId)
    .selectFrom('partner_consents')
    .innerJoin('consents', join =>
      join
        .onRef('consents.tenant_id', '=', 'partner_consents.tenant_id')
        .onRef('consents.id', '=', 'partner_consents.consent_id'),
    )
    .select(['consents.tenant_id', 'consents.decided_at', 'consents.revoked_at'])
    .where('consents.state', 'in', ['declined', 'revoked'])
    .where(store.textIn<'partner_consents'>('partner_consents.tenant_id', tenantIds))
    .execute()
  const latest = new Map<string, number>()
  for (const { tenant_id, decided_at, revoked_at } of rows)
    latest.set(tenant_id, Math.max(latest.get(tenant_id) ?? 0, revoked_at ?? decided_at ?? 0))
  return latest
}

/** Each tenant once: by its consent to the partner itself, else by the latest to a reseller. */
function merged(pages: readonly (readonly CustomerRow[])[]): CustomerRow[] {
  const byTenant = new Map<string, CustomerRow>()
  for (const row of pages.flat()) {
    const known = byTenant.get(row.tenantId)
    const better = known?.through && (row.through === null || (row.since ?? 0) > (known.since ?? 0))
    if (known === undefined || better) byTenant.set(row.tenantId, row)
  }
  return [...byTenant.values()].sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1))
}

/**
 * Customers whose consent the partner has, in the order of their ids; those of its resellers too, when it is their provider. One query
 * for each reseller; a page may have fewer customers than asked for while others follow.
 */
export async function listCustomers(
  registry: Registry,
  principal: Principal,
  filter: CustomerFilter,
): Promise<Page<Customer>> {
  const partnerId = requirePartner(principal)
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const named = namedCustomers(principal)
  const rowsThrough = (throughId: string) => {
    let query = consented(registry, partnerId, throughId)
    if (named !== undefined) query = query.where('tenants.id', 'in', named)
    if (after !== undefined) query = query.where('tenants.id', '>', String(after[0]))
    if (filter.name !== undefined) query = query.where(startsWith('tenants.name', filter.name))
    if (filter.domain !== undefined) query = query.where(startsWith('tenants.domain', filter.domain))
    return query.limit(limit + 1).execute()
  }
  const resellers = await resellersOf(registry.store.db, partnerId)
  const rows = merged(await Promise.all([partnerId, ...resellers].map(rowsThrough))).slice(0, limit + 1)
  const page = toPage(rows, limit, toCustomer, row => [row.tenantId])
  const through = page.items.filter(customer => customer.through !== undefined).map(customer => customer.tenantId)
  if (through.length === 0) return page
  const refused = await refusals(registry, partnerId, through)
  const items = page.items.filter(
    ({ tenantId, through: reseller, since }) => reseller === undefined || since >= (refused.get(tenantId) ?? 0),
  )
  return { ...page, items }
}

/** One of these, by tenant id or by exact domain; undefined for anybody who is not a customer of the partner, existing or not. */
export async function getCustomer(
  registry: Registry,
  principal: Principal,
  by: { readonly tenantId: string } | { readonly domain: string },
): Promise<Customer | undefined> {
  const partnerId = requirePartner(principal)
  const named = namedCustomers(principal)
  const { db } = registry.store
  const tenants = db.selectFrom('tenants').select(['id', 'name', 'domain'])
  const tenant = await ('tenantId' in by
    ? tenants.where('id', '=', by.tenantId)
    : tenants.where('domain', '=', by.domain)
  ).executeTakeFirst()
  if (!tenant || (named && !named.includes(tenant.id))) return undefined
  const now = registry.now()
  const consent = await effectiveConsent(db, tenant.id, partnerId, now)
  const state = consent && consentState(consent, now)
  // One that is used up still counts: the partner looks after what it registered.
  if (!consent || (state !== 'granted' && state !== 'exhausted')) return undefined
  const through = consent.partner_id === partnerId ? null : consent.partner_id
  return toCustomer({
    tenantId: tenant.id,
    name: tenant.name,
    domain: tenant.domain,
    since: consent.decided_at,
    through,
  })
}

/**
 * The partner gives its consent back, and withdraws what it has asked for meanwhile. Devices stay with the customer; the partner loses
 * sight of them, as after a revocation.
 */
export async function endRelationship(registry: Registry, principal: Principal, tenantId: string): Promise<void> {
  const { partnerId } = await requireRelationship(registry, principal, tenantId, 'consent.request')
  const now = registry.now()
  await registry.store.write(async tx => {
    const own = scopeTo(tx.db, tenantId)
    const ended = await own
      .updateTable('consents')
      .set({ state: 'revoked', revoked_at: now })
      .where('partner_id', '=', partnerId)
      .where('state', 'in', ['granted', 'requested'])
      .returning('id')
      .execute()
    if (ended.length === 0)
      throw new RegistryError('conflict', 'The consent is that of a reseller; it ends there, or with the link to it.')
    const entries = ended.flatMap(consent =>
      [tenantId, partnerId].map(organizationId => ({
        organizationId,
        action: 'consent.ended' as const,
        subjectKind: 'consent',
        subjectId: consent.id,
      })),
    )
    await appendJournal(tx, principal, now, entries)
    await enqueueJob(tx, now, { kind: 'reconsider-held', organizationId: tenantId, subjectId: partnerId })
  })
  registry.wake()
}
