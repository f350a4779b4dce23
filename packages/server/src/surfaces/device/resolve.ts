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
      // No page is ever made of this answer: of the headers that protect pages, the one below is enough, and setting the others costs
      // a twentieth of the time that the answer takes.
      helmet: false,
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
    (request, reply) => {
      reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store')
      return boot.resolve(request.body.hardwareHash)
    },
  )
}
