import { type Principal, reachOf, requireTenantReach } from '../organizations/index.ts'
import type { SubmissionsTable } from '../store/index.ts'

/** Where a submission stands. `approving` lasts for the moment in which the device is registered. */
export const submissionStates = ['pending', 'approving', 'approved', 'refused', 'expired'] as const
export type SubmissionState = (typeof submissionStates)[number]

interface SubmissionActor {
  readonly kind: string
  readonly id: string
  /** The partner whose person it is. */
  readonly onBehalfOf?: string
}

/** One device that waits for somebody with the right to register it, or waited. */
export interface DeviceSubmission {
  readonly id: string
  readonly state: SubmissionState
  readonly submittedAt: number
  readonly submittedBy: { readonly id: string; readonly onBehalfOf?: string }
  readonly serialNumber?: string
  readonly manufacturer?: string
  readonly model?: string
  readonly groupTag?: string
  readonly note?: string
  readonly expiresAt: number
  readonly decidedAt?: number
  readonly decidedBy?: SubmissionActor
  readonly reason?: string
  readonly deviceId?: string
}

const present = <K extends string>(name: K, value: string | null): { [P in K]?: string } =>
  (value === null ? {} : { [name]: value }) as { [P in K]?: string }

/** The state at `now`: the job that ends what is overdue may come later. */
export function submissionState(row: Pick<SubmissionsTable, 'state' | 'expires_at'>, now: number): SubmissionState {
  return row.state === 'pending' && row.expires_at <= now ? 'expired' : (row.state as SubmissionState)
}

export const toSubmission = (row: SubmissionsTable, now: number): DeviceSubmission => ({
  id: row.id,
  state: submissionState(row, now),
  submittedAt: row.submitted_at,
  submittedBy: { id: row.submitted_by, ...present('onBehalfOf', row.on_behalf_of) },
  ...present('serialNumber', row.serial_number),
  ...present('manufacturer', row.manufacturer),
  ...present('model', row.model),
  ...present('groupTag', row.group_tag),
  ...present('note', row.note),
  expiresAt: row.expires_at,
  ...(row.decided_at !== null && { decidedAt: row.decided_at }),
  ...(row.decided_by !== null && { decidedBy: JSON.parse(row.decided_by) }),
  ...present('reason', row.reason),
  ...present('deviceId', row.device_id),
})

/** Which submissions a principal sees: those with group tags within reach, or its own. */
export type SubmissionSight = { readonly groupTags?: readonly string[] } | { readonly submittedBy: string }

/**
 * Whoever may register devices sees what is to be approved; whoever may only submit sees its own.
 * @throws not_found, forbidden.
 */
export function submissionSight(principal: Principal, tenantId: string): SubmissionSight {
  const reach = reachOf(principal, 'device.register', tenantId)
  if (reach) {
    // Asks for nothing more, but for the tenant.
    requireTenantReach(principal, tenantId, 'device.register')
    return reach
  }
  requireTenantReach(principal, tenantId, 'device.submit')
  return { submittedBy: principal.id }
}
