import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { unpackFacts } from '../identity/index.ts'
import { newId } from '../ids.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type BootTracesTable, scopeTo } from '../store/index.ts'
import { type BootAnswer, type DecisionTrace, decideAnswer } from './answer.ts'
import { bootLookup } from './lookup.ts'

/** A first boot as it was answered, with the reasons. */
export interface BootTrace {
  readonly correlationId: string
  readonly at: number
  readonly status: BootAnswer['status']
  readonly deviceId?: string
  readonly trace: DecisionTrace
}

const toTrace = (row: BootTracesTable): BootTrace => ({
  correlationId: row.id,
  at: row.at,
  status: row.answer as BootAnswer['status'],
  ...(row.device_id !== null && { deviceId: row.device_id }),
  trace: JSON.parse(row.trace),
})

/** First boots of the tenant's devices, newest first. */
export async function listBootTraces(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: PageRequest & { deviceId?: string; status?: BootAnswer['status'] },
): Promise<Page<BootTrace>> {
  requireTenant(principal, tenantId, 'device.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  let query = scopeTo(registry.store.db, tenantId).selectFrom('boot_traces').selectAll()
  if (filter.deviceId !== undefined) query = query.where('device_id', '=', filter.deviceId)
  if (filter.status !== undefined) query = query.where('answer', '=', filter.status)
  if (after !== undefined) query = query.where('id', '<', String(after[0]))
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toTrace, row => [row.id])
}

/** How many `listBootTraces` would list in all. */
export async function countBootTraces(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: { readonly deviceId?: string },
): Promise<number> {
  requireTenant(principal, tenantId, 'device.read')
  let query = scopeTo(registry.store.db, tenantId)
    .selectFrom('boot_traces')
    .select(eb => eb.fn.countAll<number>().as('n'))
  if (filter.deviceId !== undefined) query = query.where('device_id', '=', filter.deviceId)
  return Number((await query.executeTakeFirstOrThrow()).n)
}

/** The first boot that a device names by its correlation id. @throws not_found. */
export async function getBootTrace(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  correlationId: string,
): Promise<BootTrace> {
  requireTenant(principal, tenantId, 'device.read')
  const row = await scopeTo(registry.store.db, tenantId)
    .selectFrom('boot_traces')
    .selectAll()
    .where('id', '=', correlationId)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return toTrace(row)
}

/** What the device would be told if it booted now, and why. Leaves no trace. @throws device_not_registered. */
export async function explainDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  deviceId: string,
): Promise<{ answer: BootAnswer; trace: DecisionTrace }> {
  requireTenant(principal, tenantId, 'device.read')
  const row = await scopeTo(registry.store.db, tenantId)
    .selectFrom('registrations')
    .select(['facts', 'serial_number', 'manufacturer', 'model', 'product_key_id'])
    .where('id', '=', deviceId)
    .executeTakeFirst()
  if (!row) throw new RegistryError('device_not_registered')
  const facts = unpackFacts(row)
  const [known = []] = await bootLookup(registry)([facts])
  const { answer, trace } = decideAnswer(facts, known, newId(registry.now()))
  return { answer, trace }
}
