import {
  addAssignment,
  assignDevices,
  changeAssignment,
  deleteAssignment,
  getAssignment,
  listAllAssignments,
  listAssignments,
  RegistryError,
  type Target,
  unassignDevices,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, Id, ids, NoContent, pageOf, paging, ref, text } from '../schemas/common.ts'
import { Assignment, AssignmentInput, DeviceIds, targetKind } from '../schemas/profiles.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Profiles']
const one = Type.Object({ tenantId: Id, profileId: Id, assignmentId: text(80, '{profileId}_{groupId}_0') })

function targetOf({ kind, groupId }: { kind: Target['kind']; groupId?: string }): Target {
  if (kind !== 'allDevices' && groupId !== undefined) return { kind, groupId }
  if (kind === 'allDevices' && groupId === undefined) return { kind }
  throw new RegistryError('invalid_request', 'target takes groupId for kinds group and exclusion, and only for them.', {
    field: 'target.groupId',
  })
}

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/tenants/:tenantId/profile-assignments',
    {
      schema: {
        tags,
        operationId: 'listAllAssignments',
        summary: 'List to whom all profiles are assigned',
        description:
          'By profile, then by the id of the group. With groupId: what is assigned to a group, or excludes it.',
        params: ids('tenantId'),
        querystring: closed({
          ...paging,
          profileId: Type.Optional(Id),
          groupId: Type.Optional(Id),
          kind: Type.Optional(targetKind),
        }),
        response: answers({ 200: pageOf(Assignment) }, 404),
      },
    },
    async request =>
      toWire(await listAllAssignments(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.get(
    '/api/v1/tenants/:tenantId/profiles/:profileId/assignments',
    {
      schema: {
        tags,
        operationId: 'listAssignments',
        summary: 'List to whom a profile is assigned',
        description: 'By the id of the group.',
        params: ids('tenantId', 'profileId'),
        querystring: closed({ ...paging, kind: Type.Optional(targetKind) }),
        response: answers({ 200: pageOf(Assignment) }, 404),
      },
    },
    async request => {
      const { tenantId, profileId } = request.params
      return toWire(await listAssignments(registry, principalOf(request), tenantId, profileId, request.query))
    },
  )
  app.get(
    '/api/v1/tenants/:tenantId/profiles/:profileId/assignments/:assignmentId',
    {
      schema: {
        tags,
        operationId: 'getAssignment',
        summary: 'Read an assignment',
        description: 'For the tenant.',
        params: one,
        response: answers({ 200: ref(Assignment) }, 404),
      },
    },
    async request => {
      const { tenantId, profileId, assignmentId } = request.params
      return toWire(await getAssignment(registry, principalOf(request), tenantId, profileId, assignmentId))
    },
  )
}

function writingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/tenants/:tenantId/profiles/:profileId/assignments',
    {
      schema: {
        tags,
        operationId: 'addAssignment',
        summary: 'Assign a profile to a group or all devices, or exclude a group',
        description: 'It counts from the next first boot on. Of several profiles that fit, the oldest wins.',
        params: ids('tenantId', 'profileId'),
        body: ref(AssignmentInput),
        response: answers({ 201: ref(Assignment) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { tenantId, profileId } = request.params
      const target = targetOf(request.body.target)
      const made = await addAssignment(registry, principalOf(request), tenantId, profileId, target)
      return reply.code(201).header('location', `${request.url}/${made.id}`).send(toWire(made))
    },
  )
  app.patch(
    '/api/v1/tenants/:tenantId/profiles/:profileId/assignments/:assignmentId',
    {
      schema: {
        tags,
        operationId: 'changeAssignment',
        summary: 'Give an assignment another target',
        description: 'In one step. Its id changes with the group.',
        params: one,
        body: ref(AssignmentInput),
        response: answers({ 200: ref(Assignment) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, profileId, assignmentId } = request.params
      const target = targetOf(request.body.target)
      return toWire(await changeAssignment(registry, principalOf(request), tenantId, profileId, assignmentId, target))
    },
  )
  app.delete(
    '/api/v1/tenants/:tenantId/profiles/:profileId/assignments/:assignmentId',
    {
      schema: {
        tags,
        operationId: 'deleteAssignment',
        summary: 'Take an assignment back',
        description: 'It counts from the next first boot on.',
        params: one,
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { tenantId, profileId, assignmentId } = request.params
      await deleteAssignment(registry, principalOf(request), tenantId, profileId, assignmentId)
      return reply.code(204).send(null)
    },
  )
}

function deviceRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/tenants/:tenantId/profiles/:profileId/assign',
    {
      schema: {
        tags,
        operationId: 'assignDevices',
        summary: 'Give devices a profile by name',
        description: 'It counts before all that comes by groups, and replaces one that they were given before.',
        params: ids('tenantId', 'profileId'),
        body: ref(DeviceIds),
        response: answers({ 200: Type.Object({ assigned: Type.Integer() }) }, 404),
      },
    },
    async request => {
      const { tenantId, profileId } = request.params
      return assignDevices(registry, principalOf(request), tenantId, profileId, request.body.deviceIds)
    },
  )
  app.post(
    '/api/v1/tenants/:tenantId/profiles/:profileId/unassign',
    {
      schema: {
        tags,
        operationId: 'unassignDevices',
        summary: 'Take the profile from devices that were given it by name',
        description: 'They get again what groups and defaults say.',
        params: ids('tenantId', 'profileId'),
        body: ref(DeviceIds),
        response: answers({ 200: Type.Object({ unassigned: Type.Integer() }) }, 404),
      },
    },
    async request => {
      const { tenantId, profileId } = request.params
      return unassignDevices(registry, principalOf(request), tenantId, profileId, request.body.deviceIds)
    },
  )
}

/** To whom profiles are assigned. */
export function assignmentRoutes(app: App, deps: SurfaceDeps): void {
  readingRoutes(app, deps)
  writingRoutes(app, deps)
  deviceRoutes(app, deps)
}
