import type { ErrorCode } from '../errors.ts'

export type DeviceStatus = 'registered' | 'already_registered' | 'held' | 'rejected'

/** A remark that did not stop the row. */
export interface Warning {
  readonly code: ErrorCode
  readonly message: string
}

/** What became of one row, as it is stored with its chunk. `code` is of the error catalogue. */
export interface Outcome {
  readonly position: number
  readonly status: DeviceStatus
  readonly deviceId?: string
  readonly code?: ErrorCode
  readonly message?: string
  readonly field?: string
  readonly warnings?: readonly Warning[]
  readonly serialNumber?: string
  readonly productKeyId?: string
}

/** Rows by what became of them. */
export interface Counts {
  registered: number
  already_registered: number
  held: number
  rejected: number
  /** Those of `held` that the customer is to accept. */
  awaiting: number
}

/** How the counts change when `next` takes the place of `before`. */
export function countDelta(next: readonly Outcome[], before: readonly Outcome[] = []): Counts {
  const counts: Counts = { registered: 0, already_registered: 0, held: 0, rejected: 0, awaiting: 0 }
  const count = ({ status, code }: Outcome, by: 1 | -1) => {
    counts[status] += by
    if (code === 'batch_not_accepted') counts.awaiting += by
  }
  for (const outcome of next) count(outcome, 1)
  for (const outcome of before) count(outcome, -1)
  return counts
}
