import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { enqueueJob } from '../jobs/index.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, reaches, requireTenantReach } from '../organizations/index.ts'
import { inspectDevice } from '../registration/index.ts'
import { type SubmissionsTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { type DeviceSubmission, toSubmission } from './submission.ts'

const dayMs = 86_400_000

/** Where the device of a submission is sealed to. */
export const sealedPlace = (tenantId: string, id: string): string => `submission/${tenantId}/${id}`

async function requireRoom(tx: Tx, registry: Registry, row: SubmissionsTable): Promise<void> {
  const { submissionsPerPerson, submissionsPerTenant } = registry.limits
  const open = scopeTo(tx.db, row.tenant_id)
    .selectFrom('submissions')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('state', '=', 'pending')
    .where('expires_at', '>', registry.now())
  const all = await open.executeTakeFirstOrThrow()
  const own = await open.where('submitted_by', '=', row.submitted_by).executeTakeFirstOrThrow()
  if (Number(own.count) >= submissionsPerPerson)
    throw new RegistryError(
      'conflict',
      `${submissionsPerPerson} of your submissions wait already; let them be decided.`,
    )
  if (Number(all.count) >= submissionsPerTenant)
    throw new RegistryError('conflict', `${submissionsPerTenant} submissions wait already; let them be decided.`)
}

/**
 * Submits one device for approval: it is checked and kept, and nothing is registered.
 * @throws the error that registering would have when the device cannot be read; conflict when too many wait.
 */
export async function submitDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  input: { device: unknown; note?: string },
): Promise<DeviceSubmission> {
  const reach = requireTenantReach(principal, tenantId, 'device.submit')
  const found = inspectDevice(registry, input.device)
  const groupTag = found.row.groupTag ?? null
  if (!reaches(reach, groupTag)) throw new RegistryError('group_tag_not_yours', undefined, { field: 'device.groupTag' })
  const now = registry.now()
  const id = newId(now)
  const row: SubmissionsTable = {
    tenant_id: tenantId,
    id,
    state: 'pending',
    submitted_at: now,
    submitted_by: principal.id,
    on_behalf_of: principal.onBehalfOf ?? null,
    serial_number: found.serialNumber,
    manufacturer: found.manufacturer,
    model: found.model,
    group_tag: groupTag,
    note: optionalText(input.note, 'note', 1000),
    sealed: registry.vault.seal(Buffer.from(JSON.stringify(input.device)), sealedPlace(tenantId, id)),
    expires_at: now + registry.limits.submissionDays * dayMs,
    decided_at: null,
    decided_by: null,
    reason: null,
    device_id: null,
  }
  await registry.store.write(async tx => {
    await requireRoom(tx, registry, row)
    await tx.db.insertInto('submissions').values(row).execute()
    const job = { kind: 'expire-submission', organizationId: tenantId, subjectId: id } as const
    await enqueueJob(tx, now, job, row.expires_at - now)
    await appendJournal(tx, principal, now, [
      {
        organizationId: tenantId,
        action: 'submission.created',
        subjectKind: 'submission',
        subjectId: id,
        after: {
          ...(row.serial_number !== null && { serialNumber: row.serial_number }),
          ...(groupTag !== null && { groupTag }),
        },
      },
    ])
  })
  return toSubmission(row, now)
}
