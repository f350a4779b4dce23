import { hashTextOf, simulateFactory } from '@hailport/device'
import type { ConsoleWorld } from './console-world.ts'

/** What waits for the customer of a world, and what it has released. */
export interface RulesWork {
  readonly batchId: string
  readonly submissionId: string
  readonly releasedId: string
  readonly profileId: string
  readonly groupId: string
}

const good = { noTpmRate: 0, vmRate: 0, placeholderRate: 0 }
/** Devices of the maker that nobody has registered. */
export const freshDevices = (seed: string, count: number) => [...simulateFactory({ seed, count, ...good })]

/**
 * Has the maker submit devices that wait for acceptance, a technician submit one, and an administrator release one.
 * @param note what the technician writes.
 */
export async function startRulesWork(world: ConsoleWorld, note: string): Promise<RulesWork> {
  const { service, tenantId, admin, approver, maker } = world
  const tenant = `/api/v1/tenants/${tenantId}`
  const [consent] = await service.list('/api/v1/consents?state=granted', approver)
  await service.call(200, 'PATCH', `/api/v1/consents/${consent.id}`, approver, { limits: { eachBatch: 'hold' } })
  const devices = freshDevices('waiting', 3).map(device => ({ hardwareHash: hashTextOf(device), groupTag: 'Sales' }))
  const body = { devices, name: 'Order 4715' }
  const { batch } = await service.call(200, 'POST', `${tenant}/registrations`, maker, body)
  const technician = await service.person(tenantId, ['technician'])
  const [device] = freshDevices('submitted', 1)
  const submission = await service.call(201, 'POST', `${tenant}/submissions`, technician, {
    device: { hardwareHash: hashTextOf(device as never), groupTag: 'Field service' },
    note,
  })
  const [released] = await service.list(`${tenant}/devices?serial=${world.serials[9]}`, admin)
  await service.call(204, 'DELETE', `${tenant}/devices/${released.id}?reason=Sold`, admin)
  await service.call(200, 'POST', `${tenant}/release-certificates`, admin, { deviceIds: [released.id] })
  const [group] = await service.list(`${tenant}/groups`, admin)
  const [assignment] = await service.list(`${tenant}/profile-assignments?groupId=${group.id}`, admin)
  return {
    batchId: batch.id,
    submissionId: submission.id,
    releasedId: released.id,
    profileId: assignment.profileId,
    groupId: group.id,
  }
}

/** Every page of the customer's rules, and of what waits for the customer. */
export const rulesPages = (work: RulesWork): Record<string, string> => ({
  profiles: '/profiles',
  profile: `/profiles/${work.profileId}`,
  'profile-new': '/profiles/new',
  groups: '/groups',
  group: `/groups/${work.groupId}`,
  'group-new': '/groups/new?rule=%5BOrderID%5D:Kiosk',
  submissions: '/submissions',
  submission: `/submissions/${work.submissionId}`,
  'submission-new': '/submissions/new',
  'waiting-batches': '/waiting-batches',
  'waiting-batch': `/waiting-batches/${work.batchId}`,
  'released-devices': '/released-devices',
  'released-device': `/released-devices/${work.releasedId}`,
  'release-certificates': '/release-certificates',
})
