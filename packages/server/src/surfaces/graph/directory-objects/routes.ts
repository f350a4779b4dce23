import { entity } from '../answer.ts'
import { keyId } from '../key-id.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { findObject } from './find-object.ts'

/** Whatever is in the directory, by its id alone. */
export const directoryObjectRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path: 'directoryObjects/{objectId}',
    type: 'directoryObject',
    scopes: scopes.directoryObjectsRead,
    handle: async call => entity(call, await findObject(call, keyId(call, 'objectId', 'not_found'))),
  },
]
