import { findActingPerson, listPeople, RegistryError } from '@hailport/registry'
import { countText, entity, type GraphAnswer } from '../answer.ts'
import type { GraphCall } from '../call.ts'
import { countItems, listItems } from '../list-items.ts'
import { readAll } from '../read-all.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { toUser } from './user-entity.ts'

const type = 'user'

async function users({ registry, principal, tenantId }: GraphCall) {
  const people = await readAll(registry, page => listPeople(registry, principal, tenantId, page))
  return people.map(toUser)
}

/** One user, by its id or its user principal name. */
async function readUser(call: GraphCall): Promise<GraphAnswer> {
  const key = call.keys['userId']?.toLowerCase()
  const found = (await users(call)).find(({ id, userPrincipalName }) => key === id || key === userPrincipalName)
  if (!found) throw new RegistryError('not_found')
  return entity(call, found)
}

/** Who asks. Applications are nobody; neither are a partner's people, whom the tenant does not have. */
async function readMe(call: GraphCall): Promise<GraphAnswer> {
  const { registry, principal, tenantId } = call
  const person = principal.kind === 'person' ? await findActingPerson(registry, tenantId, principal.id) : undefined
  if (!person) throw new RegistryError('not_found')
  return entity(call, toUser({ id: principal.id, name: person.name, email: person.email }))
}

/** People of the tenant (graph-api 2.6), to be read; they are kept over the registry API. */
export const userRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: 'users',
    type,
    scopes: scopes.usersRead,
    handle: async call => listItems(call, await users(call)),
  },
  {
    method: 'GET',
    path: 'users/$count',
    type,
    scopes: scopes.usersRead,
    handle: async call => countText(countItems(call, await users(call))),
  },
  { method: 'GET', path: 'users/{userId}', type, scopes: scopes.usersRead, handle: readUser },
  { method: 'GET', path: 'me', type, scopes: scopes.meRead, handle: readMe },
]
