import {
  countMatching,
  type Device,
  type DeviceConditions,
  type DeviceFilter,
  type Filter,
  listDevices,
  type Page,
} from '@hailport/registry'
import { collection, type GraphAnswer } from '../answer.ts'
import type { GraphCall } from '../call.ts'
import { always, type Source, translateFilter } from '../odata/translate-filter.ts'
import { readPage, readSort } from '../read-page.ts'
import { never, neverMs } from '../times.ts'
import { toConditions } from './conditions.ts'
import { enrollmentStates, noManagedDevice } from './device-entity.ts'
import { toDeviceEntities } from './expand-profiles.ts'

const contacted = (operator: 'eq' | 'ne'): Filter => ({
  kind: 'compare',
  property: 'lastContactAt',
  operator,
  value: new Date(neverMs),
})

/** Properties that a filter may name, by where they come from. */
const sources: Readonly<Record<string, Source>> = {
  id: 'id',
  groupTag: 'groupTag',
  purchaseOrderIdentifier: 'purchaseOrder',
  serialNumber: 'serialNumber',
  productKey: 'productKeyId',
  manufacturer: 'manufacturer',
  model: 'model',
  enrollmentState: {
    type: 'text',
    values: [
      { value: enrollmentStates.before, where: contacted('eq') },
      { value: enrollmentStates.after, where: contacted('ne') },
    ],
  },
  lastContactedDateTime: 'lastContactAt',
  userPrincipalName: 'assignedUser',
  skuNumber: always(''),
  systemFamily: always(''),
  azureActiveDirectoryDeviceId: 'id',
  azureAdDeviceId: 'id',
  managedDeviceId: always(noManagedDevice),
  displayName: 'displayName',
  deploymentProfileAssignmentStatus: 'profileStatus',
  remediationState: always('unknown'),
  remediationStateLastModifiedDateTime: always(never, 'moment'),
}

const sorts = {
  id: 'registeredAt',
  serialNumber: 'serialNumber',
  manufacturer: 'manufacturer',
  model: 'model',
  groupTag: 'groupTag',
  purchaseOrderIdentifier: 'purchaseOrder',
  productKey: 'productKeyId',
  userPrincipalName: 'assignedUser',
  displayName: 'displayName',
} as const

/** What the filter of a call asks for of devices. @throws GraphError for what cannot be filtered on. */
function deviceConditions({ options: { filter } }: GraphCall): DeviceConditions {
  return filter === undefined ? {} : toConditions(translateFilter(filter, sources))
}

/** What a path narrows its devices to. */
type Narrowing = Omit<DeviceFilter, 'limit' | 'cursor' | 'sort' | 'order'>

/** The page of devices that a call asks for; `more` narrows the list further. */
function readDevices(call: GraphCall, more: Narrowing): Promise<Page<Device>> {
  const filter = { ...deviceConditions(call), ...more, ...readSort(call, sorts) }
  return readPage(call, wanted => listDevices(call.registry, call.principal, call.tenantId, { ...filter, ...wanted }))
}

/** How many devices a call asks for. */
export const countDevicesOf = (call: GraphCall, more: Narrowing = {}): Promise<number> =>
  countMatching(call.registry, call.principal, call.tenantId, { ...deviceConditions(call), ...more })

/**
 * Answers with devices. A count of all is made where it is asked for, with the first page; else `@odata.count` is that of the page, which
 * is what the original sends.
 */
export async function listDeviceEntities(call: GraphCall, more: Narrowing = {}): Promise<GraphAnswer> {
  const { options } = call
  const page = await readDevices(call, more)
  const isCounted = options.count && options.skiptoken === undefined
  return collection(call, {
    items: await toDeviceEntities(call, page.items),
    count: isCounted ? await countDevicesOf(call, more) : options.count ? undefined : page.items.length,
    alwaysCount: true,
    nextToken: page.nextCursor,
  })
}
