import { sql } from 'kysely'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Column, compileFilter, type Filter } from '../filter/index.ts'
import { isId, newId } from '../ids.ts'
import { importRowsOf, type Principal, requireTenant } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { readRowResults, submitRows } from '../registration/index.ts'
import { toRow } from '../rows/index.ts'
import { type ImportRecordsTable, scopeTo } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { type ImportState, importState } from './import-state.ts'

/** A device to be imported, as the Graph contract has it (graph-api 2.2, 3.2). */
export interface ImportRecordInput {
  /** The hardware hash in base64. */
  readonly hardwareIdentifier?: string | null
  readonly serialNumber?: string | null
  readonly productKey?: string | null
  readonly groupTag?: string | null
  readonly assignedUser?: string | null
  /** Chosen by the client, to find its imports by. */
  readonly importId?: string | null
}

/** One imported row and what became of it. The hash is never part of it. */
export interface ImportRecord {
  readonly id: string
  readonly importId?: string
  readonly serialNumber?: string
  readonly productKey?: string
  readonly groupTag?: string
  readonly assignedUser?: string
  readonly batchId: string
  readonly createdAt: number
  readonly state: ImportState
}

const texts = { importId: 256, serialNumber: 128, productKey: 64, groupTag: 512, assignedUser: 320 } as const

type CheckedRow = { readonly [K in keyof typeof texts]: string | null } & { readonly hash: string | null }

function checkRow(row: ImportRecordInput, index: number): CheckedRow {
  const checked = Object.entries(texts).map(([name, max]) => [
    name,
    optionalText(row[name as keyof typeof texts], `imports[${index}].${name}`, max),
  ])
  const hash = row.hardwareIdentifier ?? null
  if (hash !== null && typeof hash !== 'string')
    throw new RegistryError('invalid_request', `imports[${index}].hardwareIdentifier must be text.`, {
      field: `imports[${index}].hardwareIdentifier`,
    })
  return { ...Object.fromEntries(checked), hash }
}

const columns = [
  'tenant_id',
  'id',
  'batch_id',
  'position',
  'import_id',
  'serial_number',
  'product_key',
  'group_tag',
  'assigned_user',
  'created_at',
] as const satisfies readonly (keyof ImportRecordsTable)[]

function toImport(row: ImportRecordsTable, state: ImportState, serial?: string): ImportRecord {
  const serialNumber = row.serial_number ?? serial
  return {
    id: row.id,
    ...(row.import_id !== null && { importId: row.import_id }),
    ...(serialNumber !== undefined && { serialNumber }),
    ...(row.product_key !== null && { productKey: row.product_key }),
    ...(row.group_tag !== null && { groupTag: row.group_tag }),
    ...(row.assigned_user !== null && { assignedUser: row.assigned_user }),
    batchId: row.batch_id,
    createdAt: row.created_at,
    state,
  }
}

/**
 * Takes devices in, to be registered by a job on the one path of all registrations. A faulty device gets its own state; the others go on.
 * @throws invalid_request for texts that are too long or no texts; body_too_large beyond `limits.importRows`, or what the operator allows the tenant.
 */
export async function createImportRecords(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  rows: readonly ImportRecordInput[],
): Promise<ImportRecord[]> {
  requireTenant(principal, tenantId, 'device.register')
  if (rows.length === 0)
    throw new RegistryError('invalid_request', 'imports must have at least one device.', { field: 'imports' })
  const most = rows.length > registry.limits.importRows ? await importRowsOf(registry, tenantId) : rows.length
  if (rows.length > most)
    throw new RegistryError('body_too_large', `At most ${most} devices a call.`, { field: 'imports' })
  const checked = rows.map(checkRow)
  const now = registry.now()
  const made = checked.map((row, position) => ({ row, position, id: newId(now) }))
  const submitted = checked.map(row =>
    toRow({
      hardwareHash: row.hash,
      serialNumber: row.serialNumber,
      productKeyId: row.productKey,
      groupTag: row.groupTag,
      assignedUser: row.assignedUser,
    }),
  )
  const records: ImportRecordsTable[] = []
  await submitRows(registry, principal, tenantId, submitted, {}, async (tx, { id: batchId }) => {
    records.length = 0
    for (const { id, row, position } of made)
      records.push({
        tenant_id: tenantId,
        id,
        batch_id: batchId,
        position,
        import_id: row.importId,
        serial_number: row.serialNumber,
        product_key: row.productKey,
        group_tag: row.groupTag,
        assigned_user: row.assignedUser,
        created_at: now,
      })
    await tx.insertMany(
      'import_records',
      columns,
      records.map(record => columns.map(column => record[column])),
    )
  })
  return records.map(record => toImport(record, importState(undefined)))
}

/** Properties of an import that a filter may name. */
const filterable: Readonly<Record<string, Column>> = {
  id: { type: 'id', column: 'id' },
  importId: { type: 'text', column: 'import_id', absent: '' },
  serialNumber: { type: 'text', column: 'serial_number', absent: '' },
  productKey: { type: 'text', column: 'product_key', absent: '' },
  groupTag: { type: 'text', column: 'group_tag', absent: '' },
  assignedUser: { type: 'text', column: 'assigned_user', absent: '' },
  batchId: { type: 'id', column: 'batch_id' },
  createdAt: { type: 'moment', column: 'created_at' },
}

/** Columns that a list of imports can be sorted by. */
export const importSorts = {
  createdAt: 'id',
  serialNumber: 'serial_number',
  importId: 'import_id',
  groupTag: 'group_tag',
} as const

export interface ImportRecordFilter extends PageRequest {
  readonly importId?: string
  /** Part of the serial number, whatever its capitals. */
  readonly serialContains?: string
  /** Any other condition. */
  readonly where?: Filter
  /** createdAt when absent. */
  readonly sort?: keyof typeof importSorts
  /** Newest first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

function findImports({ store }: Registry, tenantId: string, filter: ImportRecordFilter) {
  const conditions: Filter[] = []
  if (filter.serialContains !== undefined)
    conditions.push({ kind: 'match', how: 'contains', property: 'serialNumber', text: filter.serialContains })
  if (filter.where) conditions.push(filter.where)
  let query = scopeTo(store.db, tenantId).selectFrom('import_records')
  if (filter.importId !== undefined) query = query.where('import_id', '=', filter.importId)
  return conditions.length === 0 ? query : query.where(compileFilter({ kind: 'and', of: conditions }, filterable))
}

/** How many imports `listImportRecords` would list in all. */
export async function countImportRecords(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: ImportRecordFilter,
): Promise<number> {
  requireTenant(principal, tenantId, 'device.read')
  const { n } = await findImports(registry, tenantId, filter)
    .select(eb => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

async function withStates(registry: Registry, tenantId: string, rows: ImportRecordsTable[]): Promise<ImportRecord[]> {
  const results = await readRowResults(
    registry,
    tenantId,
    rows.map(row => row.batch_id),
  )
  return rows.map(row => {
    const result = results.get(row.batch_id)?.[row.position]
    return toImport(row, importState(result), result?.serialNumber)
  })
}

/** Imports of the tenant with their states: two queries a page. */
export async function listImportRecords(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: ImportRecordFilter,
): Promise<Page<ImportRecord>> {
  requireTenant(principal, tenantId, 'device.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 2)
  const order = filter.order ?? 'desc'
  const sorted = importSorts[filter.sort ?? 'createdAt']
  const key = sorted === 'id' ? sql<string>`id` : sql<string>`coalesce(${sql.ref(sorted)}, '')`
  let query = findImports(registry, tenantId, filter).selectAll()
  if (after !== undefined) {
    const [value, id] = [String(after[0]), String(after[1])]
    const comparison = sql.raw(order === 'desc' ? '<' : '>')
    query = query.where(
      sorted === 'id'
        ? sql<boolean>`id ${comparison} ${id}`
        : sql<boolean>`(${key}, id) ${comparison} (${value}, ${id})`,
    )
  }
  const rows = await query
    .orderBy(key, order)
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  const { items, ...more } = toPage(
    rows,
    limit,
    row => row,
    row => [row[sorted] ?? '', row.id],
  )
  return { ...more, items: await withStates(registry, tenantId, items) }
}

/** One import with its state. @throws not_found. */
export async function getImportRecord(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<ImportRecord> {
  requireTenant(principal, tenantId, 'device.read')
  const rows = isId(id)
    ? await scopeTo(registry.store.db, tenantId).selectFrom('import_records').selectAll().where('id', '=', id).execute()
    : []
  const [found] = await withStates(registry, tenantId, rows)
  if (!found) throw new RegistryError('not_found')
  return found
}

/** Removes the record of an import; its device, and what is under way, are not touched. A record that is not there is no error. */
export async function deleteImportRecord(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<void> {
  requireTenant(principal, tenantId, 'device.register')
  if (!isId(id)) return
  await registry.store.write(async tx => {
    await scopeTo(tx.db, tenantId).deleteFrom('import_records').where('id', '=', id).execute()
  })
}
