import { countText, type GraphAnswer } from '../answer.ts'
import { GraphError } from '../errors.ts'
import { countItems, listItems } from '../list-items.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'

const type = 'deviceEnrollmentConfiguration'
const list = 'deviceManagement/deviceEnrollmentConfigurations'
const one = `${list}/{configurationId}`

const refuse = (status: 400 | 404) => (): GraphAnswer => {
  throw new GraphError(
    status,
    status === 404 ? 'ResourceNotFound' : 'BadRequest',
    'This service registers devices and enrolls none: it has no enrollment configurations. What people see while a device sets itself up is in enrollmentStatusScreenSettings of its deployment profile.',
    { nested: true },
  )
}

/** Enrollment configurations, the enrollment status page among them (graph-api 2.6): they belong to device management, there are none here. */
export const enrollmentConfigurationRoutes: readonly GraphRoute[] = [
  { method: 'GET', path: list, type, scopes: scopes.profilesRead, handle: call => listItems(call, []) },
  {
    method: 'GET',
    path: `${list}/$count`,
    type,
    scopes: scopes.profilesRead,
    handle: call => countText(countItems(call, [])),
  },
  { method: 'POST', path: list, scopes: scopes.profilesWrite, handle: refuse(400) },
  { method: 'GET', path: one, type, scopes: scopes.profilesRead, handle: refuse(404) },
  { method: 'PATCH', path: one, scopes: scopes.profilesWrite, handle: refuse(404) },
  { method: 'DELETE', path: one, scopes: scopes.profilesWrite, handle: refuse(404) },
]
