import type { Boot } from '@hailport/registry'
import { useClosedJsonBodies } from '../../http/json-body.ts'
import { BootAnswer, BootQuestion } from '../schemas/boot.ts'
import { publicAnswers, ref } from '../schemas/common.ts'
import type { App } from '../surface.ts'

const headers = {
  'content-type': 'application/json; charset=utf-8',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

/** First boot: a device presents its hardware hash and learns whose it is. */
export function resolveRoute(app: App, boot: Pick<Boot, 'resolve'>, maxBytes: number): void {
  useClosedJsonBodies(app)
  app.post(
    '/device/v1/resolve',
    {
      bodyLimit: maxBytes,
      // The answer is made member by member; a serializer made from the schema would look for the branch that fits.
      serializerCompiler: () => JSON.stringify,
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
      reply.headers(headers)
      boot.resolve(request.body.hardwareHash).then(
        answer => reply.send(answer),
        error => reply.send(error),
      )
    },
  )
}
