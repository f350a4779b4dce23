import type { HolderLookup } from '@hailport/registry'
import { toWire } from '../../http/wire.ts'
import { DeviceStatusAnswer, DeviceStatusQuestion } from '../schemas/boot.ts'
import { publicAnswers, ref } from '../schemas/common.ts'
import type { App, SurfaceDeps } from '../surface.ts'

/** Whether devices are claimed, for whoever holds them. */
export function deviceStatusRoute(app: App, { registry }: SurfaceDeps, statusOf: HolderLookup): void {
  app.post(
    '/api/v1/device-status',
    {
      config: { access: 'public' },
      schema: {
        tags: ['First boot'],
        security: [],
        operationId: 'checkDeviceStatus',
        summary: 'Are these devices claimed',
        description:
          'For refurbishers, lessors and buyers: whether devices in hand are registered, without registering them, and never to whom. The hash proves that one has the device. Nothing is written. As a page for people at /device-status.',
        body: ref(DeviceStatusQuestion),
        response: publicAnswers({ 200: ref(DeviceStatusAnswer) }, 400, 413, 415),
      },
    },
    async request => toWire({ checkedAt: registry.now(), items: await statusOf(request.body.hardwareHashes) }),
  )
}
