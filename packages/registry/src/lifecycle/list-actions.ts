import type { Registry } from '../context.ts'
import { csvLine } from '../csv-text.ts'
import { catalogue, RegistryError } from '../errors.ts'
import { type Principal, requireTenantReach } from '../organizations/index.ts'
import { outcomePage } from '../outcome-page.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type DeviceActionsTable, scopeTo } from '../store/index.ts'
import { type ActionRow, type ActionRowStatus, type ActionState, type DeviceAction, toAction } from './action.ts'
import { readAction } from './action-store.ts'
import { actorOf } from './begin-action.ts'

/**
 * An action that the principal may see: whoever sees only some devices of the tenant sees only what it has asked for itself.
 * @throws not_found.
 */
async function requireAction(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<DeviceActionsTable> {
  const { groupTags } = requireTenantReach(principal, tenantId, 'device.read')
  const row = await readAction(registry.store.db, tenantId, id)
  if (groupTags !== undefined && row.created_by !== JSON.stringify(actorOf(principal)))
    throw new RegistryError('not_found')
  return row
}

/** Actions of the tenant that the principal may see, newest first. */
export async function listActions(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: PageRequest & { state?: ActionState },
): Promise<Page<DeviceAction>> {
  const { groupTags } = requireTenantReach(principal, tenantId, 'device.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  let query = scopeTo(registry.store.db, tenantId).selectFrom('device_actions').selectAll()
  if (groupTags !== undefined) query = query.where('created_by', '=', JSON.stringify(actorOf(principal)))
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (after !== undefined) query = query.where('id', '<', String(after[0]))
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toAction, row => [row.id])
}

/** One action with its counts and, while it waits for that, what confirms it. @throws not_found. */
export async function getAction(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<DeviceAction> {
  return toAction(await requireAction(registry, principal, tenantId, id))
}

/** A row of an action as surfaces show it. */
export interface ActionResult extends ActionRow {
  readonly remedy?: string
}

const toResult = (row: ActionRow): ActionResult =>
  row.code === undefined ? row : { ...row, remedy: catalogue[row.code].remedy }

/** What an action will do, or did, device by device, in the order of the selection. */
export async function listActionRows(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  filter: PageRequest & { status?: ActionRowStatus },
): Promise<Page<ActionResult>> {
  await requireAction(registry, principal, tenantId, id)
  const page = await outcomePage<ActionRow>(filter, registry.limits.pageSize, position =>
    scopeTo(registry.store.db, tenantId)
      .selectFrom('device_action_chunks')
      .select(['first_position', 'item_count', 'outcomes'])
      .where('action_id', '=', id)
      .where(eb => eb(eb('first_position', '+', eb.ref('item_count')), '>', position + 1))
      .orderBy('number')
      .limit(1)
      .executeTakeFirst(),
  )
  return { ...page, items: page.items.map(toResult) }
}

/** The rows of an action as a CSV file. */
export async function exportActionRows(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  filter: { status?: ActionRowStatus },
): Promise<AsyncGenerator<string>> {
  const read = (cursor?: string) =>
    listActionRows(registry, principal, tenantId, id, {
      ...filter,
      limit: registry.limits.pageSize,
      ...(cursor !== undefined && { cursor }),
    })
  const first = await read()
  const line = (row: ActionResult) =>
    csvLine([row.position + 1, row.status, row.deviceId, row.serialNumber, row.code, row.message, row.remedy])
  return (async function* () {
    yield csvLine(['row', 'status', 'deviceId', 'serialNumber', 'code', 'message', 'remedy'])
    for (let page = first; ; page = await read(page.nextCursor)) {
      yield page.items.map(line).join('')
      if (page.nextCursor === undefined) return
    }
  })()
}

/** What remains of an action: who did what to how many devices, and a digest that its rows can be held against. */
export interface ActionReceipt extends Omit<DeviceAction, 'confirmation'> {
  /** SHA-256 over the rows, chunk after chunk: each chunk's digest covers the one before and its rows as JSON. Hexadecimal. */
  readonly previewDigest: string
  readonly resultDigest: string
}

/** The receipt of a finished action. @throws not_found, conflict while it is not finished. */
export async function readReceipt(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<ActionReceipt> {
  const row = await requireAction(registry, principal, tenantId, id)
  if (row.state !== 'finished' || row.preview_digest === null || row.result_digest === null)
    throw new RegistryError('conflict', 'There is a receipt when the action is finished.')
  const hex = (digest: Uint8Array) => Buffer.from(digest).toString('hex')
  return { ...toAction(row), previewDigest: hex(row.preview_digest), resultDigest: hex(row.result_digest) }
}
