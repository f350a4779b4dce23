import { createGroup, deleteGroup, type Group, getGroup, listGroups, updateGroup } from '@hailport/registry'
import { countText, entity, type GraphAnswer, noContent } from '../answer.ts'
import { readEntityBody } from '../body/read-members.ts'
import type { GraphCall } from '../call.ts'
import { badRequest } from '../errors.ts'
import { keyId } from '../key-id.ts'
import { countItems, listItems } from '../list-items.ts'
import { readAll } from '../read-all.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { readGroup, toGroupEntity } from './group-entity.ts'
import { addToGroup, memberRoutes, readReferences } from './members.ts'

const type = 'group'
const list = 'groups'
const one = `${list}/{groupId}`
const bound = 'members@odata.bind'

const find = (call: GraphCall): Promise<Group> =>
  getGroup(call.registry, call.principal, call.tenantId, keyId(call, 'groupId', 'group_not_found'))

async function groupEntities({ registry, principal, tenantId }: GraphCall) {
  const groups = await readAll(registry, page => listGroups(registry, principal, tenantId, page))
  return groups.map(toGroupEntity)
}

async function makeGroup(call: GraphCall): Promise<GraphAnswer> {
  const input = { displayName: '', ...readGroup(readEntityBody(call, type)) }
  if (readReferences(call, bound).length > 0)
    throw badRequest(`A new group takes no ${bound} here: make it, then add the members.`)
  return entity(call, toGroupEntity(await createGroup(call.registry, call.principal, call.tenantId, input)), 201)
}

async function changeGroup(call: GraphCall): Promise<GraphAnswer> {
  const change = readGroup(readEntityBody(call, type))
  const ids = readReferences(call, bound)
  const changes = Object.keys(change).length > 0
  if (changes && ids.length > 0) throw badRequest(`${bound} and other members need a call each.`)
  const { id } = await find(call)
  if (ids.length > 0) await addToGroup(call, ids)
  if (changes) await updateGroup(call.registry, call.principal, call.tenantId, id, change)
  return noContent()
}

const reading = { type, scopes: scopes.groupsRead } as const

/** Groups of devices (graph-api 2.6), to which profiles are assigned. */
export const groupRoutes: readonly GraphRoute[] = [
  { method: 'GET', path: list, ...reading, handle: async call => listItems(call, await groupEntities(call)) },
  {
    method: 'GET',
    path: `${list}/$count`,
    ...reading,
    handle: async call => countText(countItems(call, await groupEntities(call))),
  },
  { method: 'POST', path: list, type, scopes: scopes.groupsWrite, handle: makeGroup },
  { method: 'GET', path: one, ...reading, handle: async call => entity(call, toGroupEntity(await find(call))) },
  { method: 'PATCH', path: one, type, scopes: scopes.groupsWrite, handle: changeGroup },
  {
    method: 'DELETE',
    path: one,
    scopes: scopes.groupsWrite,
    async handle(call) {
      const { id } = await find(call)
      await deleteGroup(call.registry, call.principal, call.tenantId, id)
      return noContent()
    },
  },
  ...memberRoutes(one),
]
