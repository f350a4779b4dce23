import { type Actor, appendJournal, type Entry, type EventKind } from '../journal/index.ts'
import type { DeskRequestsTable, Tx } from '../store/index.ts'
import { isSubmitted } from './state.ts'

type Told = Pick<Entry, 'before' | 'after' | 'reason'> & { readonly action: EventKind }

/** Whom a request concerns: before it is submitted nobody but who opened it. */
export const partiesOf = (row: DeskRequestsTable): string[] =>
  isSubmitted(row) ? [...new Set([row.requester_id, row.tenant_id, row.partner_id])] : [row.requester_id]

/**
 * Journals what happened to a request for everybody whom it concerns. An organization learns which of its own people did it, and of others
 * only which organization.
 */
export async function tellParties(
  tx: Tx,
  actor: Actor,
  now: number,
  row: DeskRequestsTable,
  told: Told,
): Promise<void> {
  const entry = { ...told, subjectKind: 'desk-request', subjectId: row.id }
  const { organization, requestId } = actor
  const outside = {
    kind: organization.kind,
    id: organization.id,
    organization,
    ...(requestId !== undefined && { requestId }),
  }
  for (const organizationId of partiesOf(row)) {
    const isOwn = organizationId === organization.id || actor.kind === 'system'
    await appendJournal(tx, isOwn ? actor : outside, now, [{ organizationId, ...entry }])
  }
}
