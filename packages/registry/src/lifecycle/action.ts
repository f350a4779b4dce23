import type { ErrorCode } from '../errors.ts'
import type { Reach } from '../organizations/index.ts'
import type { ChangeReach, DeviceChange, DeviceCriteria } from '../registration/index.ts'
import type { DeviceActionsTable } from '../store/index.ts'

/** change: tag, user, order; release: kept for 30 days; delete: nothing kept; undo: takes an earlier action back. */
export type ActionKind = 'change' | 'release' | 'delete' | 'undo'

/**
 * receiving: a file is coming in; resolving: the preview is being made; previewed: waits for its confirmation; queued, running; finished;
 * cancelled.
 */
export type ActionState = 'receiving' | 'resolving' | 'previewed' | 'queued' | 'running' | 'finished' | 'cancelled'

/** asked: not looked at yet. Of a preview: ready, unchanged, refused. Of a result: done, failed. */
export type ActionRowStatus = 'asked' | 'ready' | 'unchanged' | 'refused' | 'done' | 'failed'

/** One device of an action, and what will become or became of it. */
export interface ActionRow {
  readonly position: number
  readonly status: ActionRowStatus
  readonly deviceId?: string
  readonly serialNumber?: string
  readonly code?: ErrorCode
  readonly message?: string
  /** Of a change: what it alters. */
  readonly before?: DeviceChange
  readonly after?: DeviceChange
}

/** Whoever asked for an action. */
export interface ActionActor {
  readonly kind: string
  readonly id: string
  readonly organization: { readonly kind: string; readonly id: string }
  /** The partner whose person acts here by delegation. */
  readonly onBehalfOf?: string
}

/** Which devices an action may touch. */
export interface ActionReach extends ChangeReach {
  /** For releases. */
  readonly release?: Reach
}

/** How the devices of an action were chosen. */
export type ActionSelection =
  | { readonly by: 'list' | 'file' }
  | { readonly by: 'filter'; readonly filter: DeviceCriteria }
  | { readonly by: 'action'; readonly actionId: string }

/** One action on many devices. */
export interface DeviceAction {
  readonly id: string
  readonly kind: ActionKind
  readonly state: ActionState
  readonly change?: DeviceChange
  readonly selection: ActionSelection
  readonly reason?: string
  readonly requestedBy: { readonly kind: string; readonly id: string }
  readonly requestedAt: number
  readonly confirmedBy?: { readonly kind: string; readonly id: string }
  readonly confirmedAt?: number
  readonly startedAt?: number
  readonly finishedAt?: number
  readonly counts: {
    readonly total: number
    readonly ready: number
    readonly unchanged: number
    readonly refused: number
    readonly done: number
    readonly failed: number
  }
  /** What confirms this preview; present while it waits for that. */
  readonly confirmation?: {
    readonly token: string
    /** The number that has to be typed, when more than ten devices are released or deleted. */
    readonly count?: number
  }
  readonly undoes?: string
  readonly undoneBy?: string
}

/** More devices than this are released or deleted only by somebody who types their number (users.md 5). */
const typedFrom = 10

/** The number that has to be typed to confirm. */
export function typedCount({ kind, ready }: Pick<DeviceActionsTable, 'kind' | 'ready'>): number | undefined {
  return (kind === 'release' || kind === 'delete') && ready > typedFrom ? ready : undefined
}

/** Proof that this very preview was seen: the digest of its rows. */
export const tokenOf = (digest: Uint8Array): string => Buffer.from(digest).toString('base64url')

const actorOf = (text: string): { kind: string; id: string } => {
  const { kind, id } = JSON.parse(text) as ActionActor
  return { kind, id }
}

function confirmationOf(row: DeviceActionsTable): Pick<DeviceAction, 'confirmation'> {
  if (row.state !== 'previewed' || row.preview_digest === null) return {}
  const count = typedCount(row)
  return { confirmation: { token: tokenOf(row.preview_digest), ...(count !== undefined && { count }) } }
}

export const toAction = (row: DeviceActionsTable): DeviceAction => ({
  id: row.id,
  kind: row.kind as ActionKind,
  state: row.state as ActionState,
  ...(row.change !== null && { change: JSON.parse(row.change) }),
  selection: JSON.parse(row.selection),
  ...(row.reason !== null && { reason: row.reason }),
  requestedBy: actorOf(row.created_by),
  requestedAt: row.created_at,
  ...(row.confirmed_by !== null && { confirmedBy: actorOf(row.confirmed_by) }),
  ...(row.confirmed_at !== null && { confirmedAt: row.confirmed_at }),
  ...(row.started_at !== null && { startedAt: row.started_at }),
  ...(row.finished_at !== null && { finishedAt: row.finished_at }),
  counts: {
    total: row.total,
    ready: row.ready,
    unchanged: row.unchanged,
    refused: row.refused,
    done: row.done,
    failed: row.failed,
  },
  ...confirmationOf(row),
  ...(row.undoes !== null && { undoes: row.undoes }),
  ...(row.undone_by !== null && { undoneBy: row.undone_by }),
})
