import {
  addMembers,
  createGroup,
  deleteGroup,
  getGroup,
  listGroups,
  removeMembers,
  updateGroup,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, ids, NoContent, pageOf, paging, ref, text } from '../schemas/common.ts'
import { Group, GroupChange, GroupInput } from '../schemas/groups.ts'
import { DeviceIds } from '../schemas/profiles.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Groups']
const params = ids('tenantId', 'groupId')

const GroupQuery = closed({
  ...paging,
  displayName: Type.Optional(text(256)),
  kind: Type.Optional(Type.Enum(['static', 'dynamic'])),
  sort: Type.Optional(Type.Enum(['createdAt', 'displayName'])),
  order: Type.Optional(Type.Enum(['asc', 'desc'])),
})

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/tenants/:tenantId/groups',
    {
      schema: {
        tags,
        operationId: 'listGroups',
        summary: 'List groups of devices',
        description: 'Oldest first unless sorted.',
        params: ids('tenantId'),
        querystring: GroupQuery,
        response: answers({ 200: pageOf(Group) }, 404),
      },
    },
    async request => toWire(await listGroups(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.get(
    '/api/v1/tenants/:tenantId/groups/:groupId',
    {
      schema: {
        tags,
        operationId: 'getGroup',
        summary: 'Read a group',
        description: 'Its devices are listed by `devices?groupId=`.',
        params,
        response: answers({ 200: ref(Group) }, 404),
      },
    },
    async request => {
      const { tenantId, groupId } = request.params
      return toWire(await getGroup(registry, principalOf(request), tenantId, groupId))
    },
  )
}

function writingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/tenants/:tenantId/groups',
    {
      schema: {
        tags,
        operationId: 'createGroup',
        summary: 'Make a group of devices',
        description: 'With a membership rule (dynamic) or without (static). Names need not be unique, as in Entra.',
        params: ids('tenantId'),
        body: ref(GroupInput),
        response: answers({ 201: ref(Group) }, 404, 409),
      },
    },
    async (request, reply) => {
      const group = await createGroup(registry, principalOf(request), request.params.tenantId, request.body)
      return reply.code(201).header('location', `${request.url}/${group.id}`).send(toWire(group))
    },
  )
  app.patch(
    '/api/v1/tenants/:tenantId/groups/:groupId',
    {
      schema: {
        tags,
        operationId: 'updateGroup',
        summary: 'Change a group',
        description: 'A group stays static, or dynamic.',
        params,
        body: ref(GroupChange),
        response: answers({ 200: ref(Group) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, groupId } = request.params
      return toWire(await updateGroup(registry, principalOf(request), tenantId, groupId, request.body))
    },
  )
  app.delete(
    '/api/v1/tenants/:tenantId/groups/:groupId',
    {
      schema: {
        tags,
        operationId: 'deleteGroup',
        summary: 'Delete a group',
        description: 'Refused while a profile is assigned to it. Its devices stay.',
        params,
        response: answers({ 204: NoContent }, 404, 409),
      },
    },
    async (request, reply) => {
      const { tenantId, groupId } = request.params
      await deleteGroup(registry, principalOf(request), tenantId, groupId)
      return reply.code(204).send(null)
    },
  )
}

function memberRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/tenants/:tenantId/groups/:groupId/members',
    {
      schema: {
        tags,
        operationId: 'addGroupMembers',
        summary: 'Add devices to a static group',
        description: 'Those that are in it already stay. When one is not registered to the tenant, none is added.',
        params,
        body: ref(DeviceIds),
        response: answers({ 200: Type.Object({ added: Type.Integer() }) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, groupId } = request.params
      return addMembers(registry, principalOf(request), tenantId, groupId, request.body.deviceIds)
    },
  )
  app.post(
    '/api/v1/tenants/:tenantId/groups/:groupId/members/remove',
    {
      schema: {
        tags,
        operationId: 'removeGroupMembers',
        summary: 'Take devices out of a static group',
        description: 'Those that are not in it are no error.',
        params,
        body: ref(DeviceIds),
        response: answers({ 200: Type.Object({ removed: Type.Integer() }) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, groupId } = request.params
      return removeMembers(registry, principalOf(request), tenantId, groupId, request.body.deviceIds)
    },
  )
}

/** Groups of a tenant's devices. */
export function groupRoutes(app: App, deps: SurfaceDeps): void {
  readingRoutes(app, deps)
  writingRoutes(app, deps)
  memberRoutes(app, deps)
}
