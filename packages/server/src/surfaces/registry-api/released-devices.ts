import { getReleased, listReleased, purgeReleased, restoreDevice } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, ids, NoContent, pageOf, paging, ref, text } from '../schemas/common.ts'
import { Device, ReleasedDevice } from '../schemas/devices.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Devices']
const params = ids('tenantId', 'deviceId')

const ReleasedQuery = closed({
  ...paging,
  serialNumber: Type.Optional(text(128)),
  order: Type.Optional(Type.Enum(['asc', 'desc'])),
})

/** Devices that were released and can be taken back. */
export function releasedDeviceRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/tenants/:tenantId/released-devices',
    {
      schema: {
        tags,
        operationId: 'listReleasedDevices',
        summary: 'List released devices',
        description: 'For the tenant: devices that it may still take back, those released last first.',
        params: ids('tenantId'),
        querystring: ReleasedQuery,
        response: answers({ 200: pageOf(ReleasedDevice) }, 404),
      },
    },
    async request => toWire(await listReleased(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.get(
    '/api/v1/tenants/:tenantId/released-devices/:deviceId',
    {
      schema: {
        tags,
        operationId: 'getReleasedDevice',
        summary: 'Read a released device',
        description: 'For the tenant, while it may take it back.',
        params,
        response: answers({ 200: ref(ReleasedDevice) }, 404),
      },
    },
    async request => {
      const { tenantId, deviceId } = request.params
      return toWire(await getReleased(registry, principalOf(request), tenantId, deviceId))
    },
  )
  app.post(
    '/api/v1/tenants/:tenantId/released-devices/:deviceId/restore',
    {
      schema: {
        tags,
        operationId: 'restoreDevice',
        summary: 'Take a released device back',
        description: 'It is registered again as it was, under the same id, unless somebody else holds it now.',
        params,
        body: closed({}),
        response: answers({ 200: ref(Device) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, deviceId } = request.params
      return toWire(await restoreDevice(registry, principalOf(request), tenantId, deviceId))
    },
  )
  app.delete(
    '/api/v1/tenants/:tenantId/released-devices/:deviceId',
    {
      schema: {
        tags,
        operationId: 'purgeReleasedDevice',
        summary: 'Remove what is kept of a released device',
        description:
          'For good; it cannot be taken back then. The journal says that it was done, and nothing of the device.',
        params,
        querystring: closed({ reason: Type.Optional(text(1000)) }),
        response: answers({ 204: NoContent }, 404),
      },
    },
    async (request, reply) => {
      const { tenantId, deviceId } = request.params
      await purgeReleased(registry, principalOf(request), tenantId, deviceId, request.query.reason)
      return reply.code(204).send(null)
    },
  )
}
