import type { Registry } from '../context.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type JournalTable, scopeTo } from '../store/index.ts'

export interface JournalEntry {
  readonly id: string
  readonly at: number
  readonly actor: { readonly kind: string; readonly id: string; readonly onBehalfOf?: string }
  readonly action: string
  readonly subject: { readonly kind: string; readonly id: string }
  readonly before?: unknown
  readonly after?: unknown
  readonly reason?: string
  readonly requestId?: string
}

export interface JournalFilter extends PageRequest {
  readonly subjectId?: string
  readonly action?: string
  readonly actorId?: string
  /** Only entries of this partner's acts. */
  readonly onBehalfOf?: string
  readonly from?: number
  readonly until?: number
  /** newest first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

/** An entry as those who may see the journal see it. */
export function toEntry(row: Omit<JournalTable, 'organization_id' | 'position' | 'leaf_hash'>): JournalEntry {
  return {
    id: row.id,
    at: row.at,
    actor: {
      kind: row.actor_kind,
      id: row.actor_id,
      ...(row.on_behalf_of !== null && { onBehalfOf: row.on_behalf_of }),
    },
    action: row.action,
    subject: { kind: row.subject_kind, id: row.subject_id },
    ...(row.before !== null && { before: JSON.parse(row.before) }),
    ...(row.after !== null && { after: JSON.parse(row.after) }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(row.request_id !== null && { requestId: row.request_id }),
  }
}

/** One organization's journal. Whether the caller may see it is decided by the caller of this function. */
export async function readJournal(
  registry: Registry,
  organizationId: string,
  filter: JournalFilter,
): Promise<Page<JournalEntry>> {
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const order = filter.order ?? 'desc'
  let query = scopeTo(registry.store.db, organizationId).selectFrom('journal').selectAll()
  if (filter.subjectId !== undefined) query = query.where('subject_id', '=', filter.subjectId)
  if (filter.action !== undefined) query = query.where('action', '=', filter.action)
  if (filter.actorId !== undefined) query = query.where('actor_id', '=', filter.actorId)
  if (filter.onBehalfOf !== undefined) query = query.where('on_behalf_of', '=', filter.onBehalfOf)
  if (filter.from !== undefined) query = query.where('at', '>=', filter.from)
  if (filter.until !== undefined) query = query.where('at', '<', filter.until)
  if (after !== undefined) query = query.where('id', order === 'desc' ? '<' : '>', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toEntry, row => [row.id])
}
