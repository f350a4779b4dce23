import { countDevices, exportDevices, searchDevices } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { csvFile, sendCsv } from '../csv-answer.ts'
import { answers, closed, ids, ref } from '../schemas/common.ts'
import { conditions, DeviceSearch, sorting, toConditions } from '../schemas/device-conditions.ts'
import { Device, DeviceCounts } from '../schemas/devices.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Devices']
const params = ids('tenantId')

/** Searches, counts and files of devices. */
export function deviceListRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/tenants/:tenantId/devices/search',
    {
      schema: {
        tags,
        operationId: 'searchDevices',
        summary: 'Search devices by many names',
        description:
          'As the list, with up to 1,000 serial numbers or ids as a condition. The first page says which of the serial numbers no device has.',
        params,
        body: ref(DeviceSearch),
        response: answers(
          {
            200: Type.Object({
              items: Type.Array(ref(Device)),
              nextCursor: Type.Optional(Type.String({ description: 'Absent on the last page.' })),
              notFound: Type.Optional(Type.Array(Type.String(), { description: 'Serial numbers that no device has.' })),
            }),
          },
          404,
        ),
      },
    },
    async request =>
      toWire(await searchDevices(registry, principalOf(request), request.params.tenantId, toConditions(request.body))),
  )
  app.get(
    '/api/v1/tenants/:tenantId/device-counts',
    {
      schema: {
        tags,
        operationId: 'countDevices',
        summary: 'Count devices by state',
        description: 'For the tenant. Conditions narrow `matching` only.',
        params,
        querystring: closed(conditions),
        response: answers({ 200: ref(DeviceCounts) }, 404),
      },
    },
    async request => countDevices(registry, principalOf(request), request.params.tenantId, toConditions(request.query)),
  )
  app.get(
    '/api/v1/tenants/:tenantId/devices.csv',
    {
      schema: {
        tags,
        operationId: 'exportDevices',
        summary: 'Devices as a CSV file',
        description:
          'Every device that meets the conditions, streamed. Values that a spreadsheet would calculate with are preceded by an apostrophe.',
        params,
        querystring: closed({ ...conditions, ...sorting }),
        response: answers({ 200: csvFile('The devices.') }, 404),
      },
    },
    async (request, reply) => {
      const filter = toConditions(request.query)
      const text = await exportDevices(registry, principalOf(request), request.params.tenantId, filter)
      return sendCsv(reply, 'devices.csv', text)
    },
  )
}
