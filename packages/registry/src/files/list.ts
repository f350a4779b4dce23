import type { Registry } from '../context.ts'
import type { ErrorCode } from '../errors.ts'
import type { Principal } from '../organizations/index.ts'
import { decodeCursor, decodePosition, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { readableKinds, requireImport } from './access.ts'
import { type CustomerRow, customersOf, sumOf } from './customers.ts'
import { type Import, type ImportKind, type ImportState, keyOf, toImport } from './import.ts'

export interface ImportFilter extends PageRequest {
  readonly state?: ImportState
  readonly kind?: ImportKind
  readonly fileName?: string
  readonly sort?: 'newest' | 'oldest'
}

/** Imports of an organization that the principal may see. While one is worked on, its counts are those of the phase before; `getImport` tells the latest. */
export async function listImports(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  filter: ImportFilter,
): Promise<Page<Import>> {
  const kinds = readableKinds(principal, organizationId)
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const oldest = filter.sort === 'oldest'
  let query = scopeTo(registry.store.db, organizationId)
    .selectFrom('imports')
    .selectAll()
    .where(eb =>
      eb.or([
        ...(kinds.all.length > 0 ? [eb('kind', 'in', kinds.all)] : []),
        eb.and([eb('kind', 'in', kinds.own), eb('created_by_id', '=', principal.id)]),
      ]),
    )

  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind)
  if (filter.fileName !== undefined) query = query.where('file_name', '=', filter.fileName)
  if (after !== undefined) query = query.where('id', oldest ? '>' : '<', String(after[0]))
  const rows = await query
    .orderBy('id', oldest ? 'asc' : 'desc')
    .limit(limit + 1)
    .execute()
  const now = registry.now()
  return toPage(
    rows,
    limit,
    row => toImport(row, now),
    row => [row.id],
  )
}

/** One import with its progress. @throws not_found. */
export async function getImport(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
): Promise<Import> {
  const row = await requireImport(registry, principal, organizationId, id, 'read')
  const live = row.kind === 'devices' && (row.state === 'checking' || row.state === 'writing')
  const counts = live ? sumOf(await customersOf(registry.store.db, keyOf(row)), row.rows_refused) : row
  return toImport(row, registry.now(), counts)
}

/** A customer of an import, and what became of its rows. */
export interface ImportCustomer {
  /** As the file names it. */
  readonly target: string
  /** Of a customer that may be registered for. */
  readonly tenantId?: string
  readonly batchId?: string
  /** Why none of its rows can be registered. */
  readonly code?: ErrorCode
  readonly counts: {
    readonly total: number
    readonly registered: number
    readonly alreadyRegistered: number
    readonly held: number
    readonly rejected: number
  }
}

const toCustomer = (row: CustomerRow): ImportCustomer => ({
  target: row.target,
  ...(row.tenant_id !== null && { tenantId: row.tenant_id }),
  ...(row.batch_id !== null && { batchId: row.batch_id }),
  ...(row.refusal !== null && { code: row.refusal as ErrorCode }),
  counts: {
    total: row.item_count,
    registered: row.registered,
    alreadyRegistered: row.already_registered,
    held: row.held,
    rejected: row.rejected,
  },
})

/** The customers that the file names, in the order in which it names them first. */
export async function listImportCustomers(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  id: string,
  page: PageRequest,
): Promise<Page<ImportCustomer>> {
  const row = await requireImport(registry, principal, organizationId, id, 'read')
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodePosition(page.cursor)
  const range = { limit: limit + 1, ...(after !== undefined && { after }) }
  const customers = await customersOf(registry.store.db, keyOf(row), range)
  return toPage(customers, limit, toCustomer, each => [each.number])
}
