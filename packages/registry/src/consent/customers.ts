import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { enqueueJob } from '../jobs/index.ts'
import { appendJournal } from '../journal/index.ts'
import { may, type Principal, requirePermission } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { requireRelationship } from './relationship.ts'

/** A tenant that lets the partner register devices. */
export interface Customer {
  readonly tenantId: string
  readonly name: string
  readonly domain: string
  readonly since: number
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

function customersOf(registry: Registry, principal: Principal) {
  if (principal.organization.kind !== 'partner') throw new RegistryError('forbidden', 'This is for partners.')
  const now = registry.now()
  const named = namedCustomers(principal)
  const partnerId = principal.organization.id
  const query = scopeTo(registry.store.db, partnerId)
    .selectFrom('partner_consents')
    .innerJoin('consents', join =>
      join
        .onRef('consents.tenant_id', '=', 'partner_consents.tenant_id')
        .onRef('consents.id', '=', 'partner_consents.consent_id'),
    )
    .innerJoin('tenants', 'tenants.id', 'consents.tenant_id')
    .select(['tenants.id as tenantId', 'tenants.name', 'tenants.domain', 'consents.decided_at'])
    .where('consents.state', '=', 'granted')
    .where(eb => eb.or([eb('consents.expires_at', 'is', null), eb('consents.expires_at', '>', now)]))
  return named === undefined ? query : query.where('tenants.id', 'in', named)
}

type CustomerRow = { tenantId: string; name: string; domain: string; decided_at: number | null }

const toCustomer = ({ decided_at, ...row }: CustomerRow): Customer => ({ ...row, since: decided_at ?? 0 })

const startsWith = (column: 'tenants.name' | 'tenants.domain', text: string) =>
  sql<boolean>`lower(${sql.ref(column)}) like ${`${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`} escape '\\'`

/** Customers whose consent the partner has, in the order of their ids. */
export async function listCustomers(
  registry: Registry,
  principal: Principal,
  filter: CustomerFilter,
): Promise<Page<Customer>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  let query = customersOf(registry, principal)
  if (after !== undefined) query = query.where('tenants.id', '>', String(after[0]))
  if (filter.name !== undefined) query = query.where(startsWith('tenants.name', filter.name))
  if (filter.domain !== undefined) query = query.where(startsWith('tenants.domain', filter.domain))
  const rows = await query
    .orderBy('tenants.id')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toCustomer, row => [row.tenantId])
}

/** One of these, by tenant id or by exact domain; undefined for anybody who is not a customer of the partner, existing or not. */
export async function getCustomer(
  registry: Registry,
  principal: Principal,
  by: { readonly tenantId: string } | { readonly domain: string },
): Promise<Customer | undefined> {
  const query = customersOf(registry, principal)
  const row = await ('tenantId' in by
    ? query.where('tenants.id', '=', by.tenantId)
    : query.where('tenants.domain', '=', by.domain)
  ).executeTakeFirst()
  return row && toCustomer(row)
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
        action: 'consent.ended',
        subjectKind: 'consent',
        subjectId: consent.id,
      })),
    )
    await appendJournal(tx, principal, now, entries)
    await enqueueJob(tx, now, { kind: 'reconsider-held', organizationId: tenantId, subjectId: partnerId })
  })
  registry.wake()
}
