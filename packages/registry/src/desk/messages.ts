import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import type { Principal } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type DeskMessagesTable, type DeskRequestsTable, scopeTo, type Tx } from '../store/index.ts'
import { controls } from '../text.ts'
import { requireDeskRequest, requireOwnRequest, requireOwnWork, requireRequester } from './access.ts'
import { tellParties } from './journal.ts'
import { changeRequest, moveRequest } from './move.ts'
import { type DeskState, hasEnded } from './state.ts'

/** What one side wrote to the other. */
export interface DeskMessage {
  readonly id: string
  readonly sentAt: number
  readonly side: 'maker' | 'requester'
  readonly organizationId: string
  /** For people of the same organization. */
  readonly senderId?: string
  readonly text: string
}

const toMessage =
  (organizationId: string) =>
  (row: DeskMessagesTable): DeskMessage => ({
    id: row.id,
    sentAt: row.sent_at,
    side: row.side as DeskMessage['side'],
    organizationId: row.sender_organization_id,
    ...(row.sender_organization_id === organizationId && { senderId: row.sender_id }),
    text: row.text,
  })

const textChars = 4000

/** A text of several lines. @throws invalid_request. */
function requireLines(value: string): string {
  const text = value.replaceAll(/\r\n?/g, '\n').trim()
  if (text === '' || text.length > textChars)
    throw new RegistryError('invalid_request', `text must have 1 to ${textChars} characters.`, { field: 'text' })
  if (controls.test(text.replaceAll('\n', ' ')) || !text.isWellFormed())
    throw new RegistryError('invalid_request', 'text contains control characters or broken ones.', { field: 'text' })
  return text
}

async function write(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  before: DeskRequestsTable,
  side: DeskMessage['side'],
  message: { readonly text: string; readonly question: boolean },
): Promise<DeskMessagesTable> {
  if (hasEnded(before.state as DeskState) || before.submitted_at === null)
    throw new RegistryError(
      'conflict',
      `The request is ${before.state}; messages are for requests that are being worked on.`,
    )
  if (before.messages >= registry.limits.deskMessages)
    throw new RegistryError('conflict', `A request has at most ${registry.limits.deskMessages} messages.`)
  const now = registry.now()
  const row: DeskMessagesTable = {
    partner_id: before.partner_id,
    request_id: before.id,
    id: newId(now),
    sent_at: now,
    side,
    sender_organization_id: principal.organization.id,
    sender_id: principal.id,
    text: message.text,
  }
  await tx.db.insertInto('desk_messages').values(row).execute()
  const counted = { messages: before.messages + 1 }
  const answers = side === 'requester' && before.state === 'waiting'
  if (message.question)
    await moveRequest(tx, registry, before, 'ask', { ...counted, taken_by: before.taken_by ?? principal.id })
  else if (answers) await moveRequest(tx, registry, before, 'answer', counted)
  else await changeRequest(tx, before, counted)
  const action = message.question ? 'asked' : answers ? 'answered' : 'message-sent'
  await tellParties(tx, principal, now, before, { action: `desk-request.${action}`, after: { messageId: row.id } })
  return row
}

/** Writes to the maker. It answers the maker's question, when there is one. @throws not_found, conflict. */
export async function sendOwnMessage(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  text: string,
): Promise<DeskMessage> {
  const requester = await requireRequester(registry, principal, tenantId, 'device.read')
  const message = { text: requireLines(text), question: false }
  const row = await registry.store.write(async tx => {
    const before = await requireOwnWork(registry, tx.db, principal, requester, id)
    return write(tx, registry, principal, before, 'requester', message)
  })
  return toMessage(requester.organizationId)(row)
}

/** Writes to the requester; with a question the request waits for the answer. @throws not_found, conflict. */
export async function sendDeskMessage(
  registry: Registry,
  principal: Principal,
  makerId: string,
  id: string,
  { text, question = false }: { text: string; question?: boolean },
): Promise<DeskMessage> {
  const message = { text: requireLines(text), question }
  const row = await registry.store.write(async tx => {
    const before = await requireDeskRequest(tx.db, principal, makerId, id, 'desk.work')
    return write(tx, registry, principal, before, 'maker', message)
  })
  return toMessage(makerId)(row)
}

export interface MessageFilter extends PageRequest {
  readonly side?: DeskMessage['side']
  /** oldest first unless `desc`. */
  readonly order?: 'asc' | 'desc'
}

async function page(
  registry: Registry,
  organizationId: string,
  request: DeskRequestsTable,
  filter: MessageFilter,
): Promise<Page<DeskMessage>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const { side, order = 'asc' } = filter
  let query = scopeTo(registry.store.db, request.partner_id)
    .selectFrom('desk_messages')
    .selectAll()
    .where('request_id', '=', request.id)
  if (side !== undefined) query = query.where('side', '=', side)
  if (after !== undefined) query = query.where('id', order === 'asc' ? '>' : '<', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toMessage(organizationId), row => [row.id])
}

/** Messages of a request, for the requester's side. */
export async function listOwnMessages(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  filter: MessageFilter,
): Promise<Page<DeskMessage>> {
  const requester = await requireRequester(registry, principal, tenantId, 'device.read')
  const request = await requireOwnRequest(registry.store.db, requester, id)
  return page(registry, requester.organizationId, request, filter)
}

/** Messages of a request, for the maker. */
export async function listDeskMessages(
  registry: Registry,
  principal: Principal,
  makerId: string,
  id: string,
  filter: MessageFilter,
): Promise<Page<DeskMessage>> {
  const request = await requireDeskRequest(registry.store.db, principal, makerId, id, 'desk.read')
  return page(registry, makerId, request, filter)
}
