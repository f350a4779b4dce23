import {
  deregisterDevice,
  getDevice,
  listDevices,
  listDevicesAcross,
  readDeviceJournal,
  updateDevice,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, Id, ids, NoContent, Paging, pageOf, paging, ref, text } from '../schemas/common.ts'
import { conditions, sorting, toConditions } from '../schemas/device-conditions.ts'
import { Device, DeviceChange } from '../schemas/devices.ts'
import { JournalEntry } from '../schemas/journal.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Devices']
const params = ids('tenantId', 'deviceId')

const DeviceQuery = closed({ ...paging, ...conditions, ...sorting })

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/tenants/:tenantId/devices',
    {
      schema: {
        tags,
        operationId: 'listDevices',
        summary: 'List devices',
        description: 'Newest first unless sorted: all for the tenant, those that it registered for a partner.',
        params: ids('tenantId'),
        querystring: DeviceQuery,
        response: answers({ 200: pageOf(Device) }, 404),
      },
    },
    async request =>
      toWire(await listDevices(registry, principalOf(request), request.params.tenantId, toConditions(request.query))),
  )
  app.get(
    '/api/v1/tenants/:tenantId/devices/:deviceId',
    {
      schema: {
        tags,
        operationId: 'getDevice',
        summary: 'Read a device',
        description: 'For the tenant, and for the partner that registered it.',
        params,
        response: answers({ 200: ref(Device) }, 404),
      },
    },
    async request => {
      const { tenantId, deviceId } = request.params
      return toWire(await getDevice(registry, principalOf(request), tenantId, deviceId))
    },
  )
  app.get(
    '/api/v1/tenants/:tenantId/devices/:deviceId/journal',
    {
      schema: {
        tags,
        operationId: 'listDeviceJournal',
        summary: 'Read the history of a device',
        description: 'Newest first. A partner sees its own acts only.',
        params,
        querystring: Paging,
        response: answers({ 200: pageOf(JournalEntry) }, 404),
      },
    },
    async request => {
      const { tenantId, deviceId } = request.params
      return toWire(await readDeviceJournal(registry, principalOf(request), tenantId, deviceId, request.query))
    },
  )
}

function writingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.patch(
    '/api/v1/tenants/:tenantId/devices/:deviceId',
    {
      schema: {
        tags,
        operationId: 'updateDevice',
        summary: 'Change a device',
        description: 'For the tenant.',
        params,
        body: ref(DeviceChange),
        response: answers({ 200: ref(Device) }, 404),
      },
    },
    async request => {
      const { tenantId, deviceId } = request.params
      return toWire(await updateDevice(registry, principalOf(request), tenantId, deviceId, request.body))
    },
  )
  app.delete(
    '/api/v1/tenants/:tenantId/devices/:deviceId',
    {
      schema: {
        tags,
        operationId: 'deregisterDevice',
        summary: 'Deregister a device',
        description:
          'It belongs to nobody then, and is neither un-enrolled nor wiped. Its tenant may take it back for 30 days, while nobody else holds it.',
        params,
        querystring: closed({ reason: Type.Optional(text(1000)) }),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { tenantId, deviceId } = request.params
      await deregisterDevice(registry, principalOf(request), tenantId, deviceId, request.query)
      return reply.code(204).send(null)
    },
  )
}

function acrossRoute(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/me/devices',
    {
      schema: {
        tags,
        operationId: 'listMyDevices',
        summary: 'List devices of all tenants that I may act in',
        description: 'Tenant by tenant, sorted within each. A page may be short, even empty, although others follow.',
        querystring: closed({ ...DeviceQuery.properties, tenantId: Type.Optional(Id) }),
        response: answers({ 200: pageOf(Device) }),
      },
    },
    async request => {
      const { tenantId, ...filter } = request.query
      const wanted = tenantId === undefined ? {} : { tenantIds: [tenantId] }
      return toWire(await listDevicesAcross(registry, principalOf(request), { ...toConditions(filter), ...wanted }))
    },
  )
}

/** Registered devices of a tenant. */
export function deviceRoutes(app: App, deps: SurfaceDeps): void {
  readingRoutes(app, deps)
  acrossRoute(app, deps)
  writingRoutes(app, deps)
}
