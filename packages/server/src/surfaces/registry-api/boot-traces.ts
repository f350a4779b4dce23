import { explainDevice, getBootTrace, listBootTraces } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { BootExplanation, BootTrace, bootStatus } from '../schemas/boot.ts'
import { answers, closed, Id, ids, pageOf, paging, ref } from '../schemas/common.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['First boot']

/** What devices were told at first boot, and would be told now. */
export function bootTraceRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/tenants/:tenantId/devices/:deviceId/boot-answer',
    {
      schema: {
        tags,
        operationId: 'explainDevice',
        summary: 'What the device would be told now',
        description: 'With the decision trace. Leaves no trace itself.',
        params: ids('tenantId', 'deviceId'),
        response: answers({ 200: ref(BootExplanation) }, 404),
      },
    },
    async request => {
      const { tenantId, deviceId } = request.params
      return toWire(await explainDevice(registry, principalOf(request), tenantId, deviceId))
    },
  )
  app.get(
    '/api/v1/tenants/:tenantId/boot-traces',
    {
      schema: {
        tags,
        operationId: 'listBootTraces',
        summary: 'List first boots',
        description: "Of the tenant's devices, newest first.",
        params: ids('tenantId'),
        querystring: closed({ ...paging, deviceId: Type.Optional(Id), status: Type.Optional(bootStatus) }),
        response: answers({ 200: pageOf(BootTrace) }, 404),
      },
    },
    async request =>
      toWire(await listBootTraces(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.get(
    '/api/v1/tenants/:tenantId/boot-traces/:correlationId',
    {
      schema: {
        tags,
        operationId: 'getBootTrace',
        summary: 'Read a first boot',
        description: 'By the correlation id that the device was given.',
        params: ids('tenantId', 'correlationId'),
        response: answers({ 200: ref(BootTrace) }, 404),
      },
    },
    async request => {
      const { tenantId, correlationId } = request.params
      return toWire(await getBootTrace(registry, principalOf(request), tenantId, correlationId))
    },
  )
}
