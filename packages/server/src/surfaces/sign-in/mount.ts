import type { IncomingMessage } from 'node:http'
import type { Registry } from '@hailport/registry'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SigningKeys } from '../../keys/signing-keys.ts'
import { deleteExpired } from './delete-expired.ts'
import { makeProvider } from './provider.ts'
import { discoverySchema, keysSchema, tokenSchema } from './schemas.ts'

const cleanUpMs = 600_000

/** The provider reads and checks its requests itself. */
const unchecked = () => (value: unknown) => ({ value })

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
    const serve = async (request: FastifyRequest, reply: FastifyReply) => {
      reply.hijack()
      for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value as string)
      readdress(request.raw, base)
      await handle(request.raw, reply.raw)
    }
    // Only what client credentials need; the provider's other endpoints stay unreachable.
    const options = { config: { access: 'public', rate: 'token' } } as const
    scope.get('/oidc/.well-known/openid-configuration', { ...options, schema: discoverySchema }, serve)
    scope.get('/oidc/jwks', { ...options, schema: keysSchema }, serve)
    scope.post('/oidc/token', { ...options, schema: tokenSchema, validatorCompiler: unchecked }, serve)
  })
}
