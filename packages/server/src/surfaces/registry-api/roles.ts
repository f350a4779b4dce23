import { createRole, deleteRole, getRole, listRoles, updateRole } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, Id, ids, NoContent, pageOf, paging, ref } from '../schemas/common.ts'
import { NewRole, OrganizationRole, RoleChange, RoleName } from '../schemas/organizations.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Roles']
const params = Type.Object({ organizationId: Id, roleName: RoleName })

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/organizations/:organizationId/roles',
    {
      schema: {
        tags,
        operationId: 'listRoles',
        summary: 'List roles',
        description: 'Those that every organization of the kind has, and its own, by name.',
        params: ids('organizationId'),
        querystring: closed({ ...paging, builtIn: Type.Optional(Type.Boolean()) }),
        response: answers({ 200: pageOf(OrganizationRole) }, 404),
      },
    },
    async request => {
      const { organizationId } = request.params
      return toWire(await listRoles(registry, principalOf(request), organizationId, request.query))
    },
  )
  app.get(
    '/api/v1/organizations/:organizationId/roles/:roleName',
    {
      schema: {
        tags,
        operationId: 'getRole',
        summary: 'Read a role',
        description: 'For whoever may list people.',
        params,
        response: answers({ 200: ref(OrganizationRole) }, 404),
      },
    },
    async request => {
      const { organizationId, roleName } = request.params
      return toWire(await getRole(registry, principalOf(request), organizationId, roleName))
    },
  )
}

function writingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/organizations/:organizationId/roles',
    {
      schema: {
        tags,
        operationId: 'createRole',
        summary: 'Make a role',
        description: 'It cannot hold more than its maker may do. With groupTags or tenants it reaches only these.',
        params: ids('organizationId'),
        body: ref(NewRole),
        response: answers({ 201: ref(OrganizationRole) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { organizationId } = request.params
      const role = await createRole(registry, principalOf(request), organizationId, request.body)
      return reply.code(201).send(toWire(role))
    },
  )
  app.patch(
    '/api/v1/organizations/:organizationId/roles/:roleName',
    {
      schema: {
        tags,
        operationId: 'updateRole',
        summary: 'Change a role',
        description:
          'Takes effect with the next request of everybody who has it. Of built-in roles, only the group tags of tag-editor.',
        params,
        body: ref(RoleChange),
        response: answers({ 200: ref(OrganizationRole) }, 404, 409),
      },
    },
    async request => {
      const { organizationId, roleName } = request.params
      return toWire(await updateRole(registry, principalOf(request), organizationId, roleName, request.body))
    },
  )
  app.delete(
    '/api/v1/organizations/:organizationId/roles/:roleName',
    {
      schema: {
        tags,
        operationId: 'deleteRole',
        summary: 'Delete a role',
        description: 'Refused while somebody has it.',
        params,
        response: answers({ 204: NoContent }, 404, 409),
      },
    },
    async (request, reply) => {
      const { organizationId, roleName } = request.params
      await deleteRole(registry, principalOf(request), organizationId, roleName)
      return reply.code(204).send(null)
    },
  )
}

/** Roles of an organization. */
export function roleRoutes(app: App, deps: SurfaceDeps): void {
  readingRoutes(app, deps)
  writingRoutes(app, deps)
}
