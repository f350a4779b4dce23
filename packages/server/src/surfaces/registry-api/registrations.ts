import { registerDevices } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, IdempotencyHeader, idempotency, ids, ref } from '../schemas/common.ts'
import { Registration, RegistrationAnswer } from '../schemas/registration.ts'
import type { App, SurfaceDeps } from '../surface.ts'

/** Registering devices while the caller waits. */
export function registrationRoute(app: App, { registry }: SurfaceDeps, maxBytes: number): void {
  app.post(
    '/api/v1/tenants/:tenantId/registrations',
    {
      bodyLimit: maxBytes,
      schema: {
        tags: ['Registration'],
        operationId: 'registerDevices',
        summary: 'Register devices and wait',
        description:
          'For the tenant and for partners with its consent. Answers 200 when every device is decided, with one result for each; send more devices than the limit allows as a batch.',
        params: ids('tenantId'),
        headers: IdempotencyHeader,
        body: ref(Registration),
        response: answers({ 200: ref(RegistrationAnswer) }, 404, 408, 413, 422),
      },
    },
    async request => {
      const input = { ...request.body, ...idempotency(request.headers) }
      return toWire(await registerDevices(registry, principalOf(request), request.params.tenantId, input))
    },
  )
}
