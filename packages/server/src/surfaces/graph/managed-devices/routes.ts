import { countText, type GraphAnswer } from '../answer.ts'
import { GraphError } from '../errors.ts'
import { countItems, listItems } from '../list-items.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'

const type = 'managedDevice'
const list = 'deviceManagement/managedDevices'
const one = `${list}/{managedDeviceId}`

/** What clients do to managed devices, beside reading and deleting them. */
const actions = [
  'wipe',
  'retire',
  'rebootNow',
  'syncDevice',
  'cleanWindowsDevice',
  'resetPasscode',
  'remoteLock',
  'shutDown',
] as const

function refuse(): GraphAnswer {
  throw new GraphError(
    404,
    'ResourceNotFound',
    'This service registers devices and manages none: there is no managed device, and nothing can be wiped or retired here. Use the device management that the device is enrolled in.',
    { nested: true },
  )
}

/** Managed devices (graph-api 2.6): a registry has none. Lists are empty, and whatever is done to one is told so. */
export const managedDeviceRoutes: readonly GraphRoute[] = [
  { method: 'GET', path: list, type, scopes: scopes.managedDevicesRead, handle: call => listItems(call, []) },
  {
    method: 'GET',
    path: `${list}/$count`,
    type,
    scopes: scopes.managedDevicesRead,
    handle: call => countText(countItems(call, [])),
  },
  { method: 'GET', path: one, type, scopes: scopes.managedDevicesRead, handle: refuse },
  { method: 'DELETE', path: one, scopes: scopes.managedDevicesWrite, handle: refuse },
  ...actions.map(
    (name): GraphRoute => ({
      method: 'POST',
      path: `${one}/${name}`,
      scopes: scopes.managedDevicesWrite,
      handle: refuse,
    }),
  ),
]
