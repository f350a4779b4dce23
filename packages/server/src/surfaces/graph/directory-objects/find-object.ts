import { type Device, getDevice, getGroup, listPeople, RegistryError } from '@hailport/registry'
import type { GraphCall } from '../call.ts'
import { toDirectoryDevice } from '../directory-devices/list-directory-devices.ts'
import { toGroupEntity } from '../groups/group-entity.ts'
import { readAll } from '../read-all.ts'
import { toUser } from '../users/user-entity.ts'

type Item = Readonly<Record<string, unknown>>

const typed = (type: string, item: Item): Item => ({ '@odata.type': `#microsoft.graph.${type}`, ...item })

/** A device where objects of several types stand beside each other. */
export const toDirectoryObject = (device: Device): Item => typed('device', toDirectoryDevice(device))

const finders: readonly ((call: GraphCall, id: string) => Promise<Item | undefined>)[] = [
  async ({ registry, principal, tenantId }, id) =>
    toDirectoryObject(await getDevice(registry, principal, tenantId, id)),
  async ({ registry, principal, tenantId }, id) =>
    typed('group', toGroupEntity(await getGroup(registry, principal, tenantId, id))),
  async ({ registry, principal, tenantId }, id) => {
    const people = await readAll(registry, page => listPeople(registry, principal, tenantId, page))
    const person = people.find(one => one.id === id)
    return person && typed('user', toUser(person))
  },
]

/** The device, group or user with an id. What the caller may not see is not there. @throws RegistryError not_found. */
export async function findObject(call: GraphCall, id: string): Promise<Item> {
  for (const find of finders) {
    const found = await find(call, id).catch(error => {
      if (error instanceof RegistryError && [403, 404].includes(error.entry.status)) return undefined
      throw error
    })
    if (found) return found
  }
  throw new RegistryError('not_found')
}
