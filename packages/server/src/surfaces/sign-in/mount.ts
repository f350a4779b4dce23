import type { IncomingMessage } from 'node:http'
import type { Registry } from '@hailport/registry'
import type { FastifyInstance } from 'fastify'
import type { SigningKeys } from '../../keys/signing-keys.ts'
import { deleteExpired } from './delete-expired.ts'
import { makeProvider } from './provider.ts'

const cleanUpMs = 600_000

/** Makes the public URL the authority for every address that the provider prints, whatever the Host header says. */
function readdress(request: IncomingMessage & { originalUrl?: string }, base: URL): void {
  request.originalUrl = request.url ?? '/oidc'
  request.url = request.originalUrl.slice('/oidc'.length)
  request.headers.host = base.host
  request.headers['x-forwarded-host'] = base.host
  request.headers['x-forwarded-proto'] = base.protocol.slice(0, -1)
}

/** Puts the OpenID provider under `/oidc`. It reads request and response itself, so Fastify must leave the body alone. */
export async function mountSignIn(
  app: FastifyInstance,
  deps: { registry: Registry; signingKeys: SigningKeys; baseUrl: string },
): Promise<void> {
  const provider = makeProvider(deps.registry, deps.signingKeys, deps.baseUrl)
  provider.on('server_error', (_context, error) => app.log.error({ err: error }, 'sign-in failed'))
  const handle = provider.callback()
  const base = new URL(deps.baseUrl)

  const timer = setInterval(() => {
    deleteExpired(deps.registry).catch(error => app.log.error({ err: error }, 'expired sign-in state was not deleted'))
  }, cleanUpMs)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))

  await app.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
    scope.route({
      method: ['GET', 'POST'],
      url: '/oidc/*',
      schema: { hide: true },
      config: { access: 'public', rate: 'token' },
      handler(request, reply) {
        reply.hijack()
        for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value as string)
        readdress(request.raw, base)
        return handle(request.raw, reply.raw)
      },
    })
  })
}
