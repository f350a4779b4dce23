import { newId } from '../ids.ts'
import type { JournalTable, Tx } from '../store/index.ts'
import { noteArrivals } from './arrivals.ts'
import type { EventKind } from './kinds.ts'

/** Who acts, as the journal needs to know it. */
export interface Actor {
  readonly kind: string
  readonly id: string
  readonly organization: { readonly kind: string; readonly id: string }
  /** Set when the actor acts in an organization that is not its own: where it comes from. */
  readonly onBehalfOf?: string
  readonly requestId?: string
}

/** One change, described by whoever makes it. */
export interface Entry {
  /** Whose journal. */
  readonly organizationId: string
  /** `subject.verb` in the past tense, e.g. `device.registered`. */
  readonly action: EventKind
  readonly subjectKind: string
  readonly subjectId: string
  /** Values before and after, only those that changed. Never hashes or secrets. */
  readonly before?: object
  readonly after?: object
  readonly reason?: string
}

const columns = [
  'organization_id',
  'id',
  'at',
  'actor_kind',
  'actor_id',
  'on_behalf_of',
  'action',
  'subject_kind',
  'subject_id',
  'before',
  'after',
  'reason',
  'request_id',
] as const satisfies readonly (keyof JournalTable)[]

/** Writes entries in the transaction that they describe, so that neither can exist without the other. */
export async function appendJournal(tx: Tx, actor: Actor, at: number, entries: readonly Entry[]): Promise<void> {
  const ids = entries.map(() => newId(at))
  await tx.insertMany(
    'journal',
    columns,
    entries.map((entry, index) => [
      entry.organizationId,
      ids[index],
      at,
      actor.kind,
      actor.id,
      actor.onBehalfOf ?? (actor.organization.id === entry.organizationId ? null : actor.organization.id),
      entry.action,
      entry.subjectKind,
      entry.subjectId,
      entry.before === undefined ? null : JSON.stringify(entry.before),
      entry.after === undefined ? null : JSON.stringify(entry.after),
      entry.reason ?? null,
      actor.requestId ?? null,
    ]),
  )
  await noteArrivals(tx, at, entries, ids)
}
