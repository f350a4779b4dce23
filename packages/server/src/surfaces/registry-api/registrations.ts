import { registerDevices, validateDevices } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, IdempotencyHeader, idempotency, ids, ref } from '../schemas/common.ts'
import { Registration, RegistrationAnswer, Validation, ValidationRequest } from '../schemas/registration.ts'
import type { App, SurfaceDeps } from '../surface.ts'

/** Registering devices while the caller waits, and asking whether that would work. */
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
  app.post(
    '/api/v1/tenants/:tenantId/validations',
    {
      bodyLimit: maxBytes,
      schema: {
        tags: ['Registration'],
        operationId: 'validateDevices',
        summary: 'May I register these devices?',
        description:
          'Answers for each device what registering it would answer at this moment, and changes nothing. A partner without consent is told that, the same for every tenant, and nothing of devices. Up to as many devices as a registration.',
        params: ids('tenantId'),
        body: ref(ValidationRequest),
        response: answers({ 200: ref(Validation) }, 404, 408, 413),
      },
    },
    async request =>
      toWire(await validateDevices(registry, principalOf(request), request.params.tenantId, request.body)),
  )
}
