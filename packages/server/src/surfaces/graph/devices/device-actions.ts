import type { DeviceChange } from '@hailport/registry'
import { noContent } from '../answer.ts'
import { type Members, readActionBody } from '../body/read-members.ts'
import type { GraphCall } from '../call.ts'
import { badRequest } from '../errors.ts'
import type { Version } from '../model.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { changeDevice, toChange } from './change-device.ts'

interface Action {
  readonly name: string
  readonly versions?: readonly Version[]
  /** What it changes of the device. */
  readonly change: (members: Members) => DeviceChange
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function userOf({ userPrincipalName }: Members): string {
  const user = textOf(userPrincipalName)
  if (user === null) throw badRequest('userPrincipalName is required.')
  return user
}

const actions: readonly Action[] = [
  {
    name: 'assignUserToDevice',
    // Without a name of its own the new user must not be greeted by that of the one before.
    change: members => ({
      assignedUser: userOf(members),
      addressableUserName: textOf(members['addressableUserName']),
    }),
  },
  { name: 'unassignUserFromDevice', change: () => ({ assignedUser: null, addressableUserName: null }) },
  { name: 'updateDeviceProperties', change: toChange },
  { name: 'allowNextEnrollment', versions: ['beta'], change: () => ({ userlessEnrollmentStatus: 'allowed' }) },
  {
    name: 'assignResourceAccountToDevice',
    versions: ['beta'],
    change(members) {
      const [addressableUserName, name] = ['addressableUserName', 'resourceAccountName'].map(at => textOf(members[at]))
      return {
        resourceAccount: {
          userPrincipalName: userOf(members),
          ...(addressableUserName && { addressableUserName }),
          ...(name && { name }),
        },
      }
    },
  },
  { name: 'unassignResourceAccountFromDevice', versions: ['beta'], change: () => ({ resourceAccount: null }) },
]

/**
 * The actions on one device, below a path that ends in `{deviceId}`; they answer without a body.
 * @param guard asked first whether the device is one of those that the path is about.
 */
export const deviceActions = (
  path: string,
  versions: readonly Version[],
  guard?: (call: GraphCall) => Promise<void>,
): GraphRoute[] =>
  actions.map(({ name, versions: own = versions, change }) => ({
    method: 'POST',
    path: `${path}/${name}`,
    versions: own.filter(version => versions.includes(version)),
    scopes: scopes.serviceConfigWrite,
    async handle(call) {
      await guard?.(call)
      await changeDevice(call, change(readActionBody(call, name)))
      return noContent()
    },
  }))
