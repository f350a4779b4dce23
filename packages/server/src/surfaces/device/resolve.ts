import type { Boot } from '@hailport/registry'
import { BootAnswer, BootQuestion } from '../schemas/boot.ts'
import { publicAnswers, ref } from '../schemas/common.ts'
import type { App } from '../surface.ts'

/** First boot: a device presents its hardware hash and learns whose it is. */
export function resolveRoute(app: App, boot: Pick<Boot, 'resolve'>, maxBytes: number): void {
  app.post(
    '/device/v1/resolve',
    {
      bodyLimit: maxBytes,
      config: { access: 'public', rate: 'device' },
      schema: {
        tags: ['First boot'],
        security: [],
        operationId: 'resolveDevice',
        summary: 'Whose device is this',
        description: 'Asked by devices at first boot; needs no credential: the hash is what they have.',
        body: ref(BootQuestion),
        response: publicAnswers({ 200: ref(BootAnswer) }, 400, 408, 413, 415),
      },
    },
    request => boot.resolve(request.body.hardwareHash),
  )
}
