import { randomBytes } from 'node:crypto'
import { consoleDirectory } from '@hailport/console'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../surface.ts'
import { type BuiltConsole, readBuiltConsole } from './built.ts'

const options = { config: { access: 'public' }, schema: { hide: true } } as const

const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // Styles are made while the console runs, in elements that carry the nonce of the page.
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join(';')

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Hailport</title>
<h1>The console is not built</h1><p>On the machine of the service, run <code>npm run build</code> in the folder of Hailport,
then load this page again. Everything else works without it.</p></html>`

function sendPage(reply: FastifyReply, { page }: BuiltConsole): FastifyReply {
  const nonce = randomBytes(16).toString('base64')
  return reply
    .headers({ 'content-security-policy': policy(nonce), 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(page.replaceAll('{nonce}', nonce))
}

async function sendAsset(request: FastifyRequest, reply: FastifyReply, built: BuiltConsole, name: string) {
  const asset = await built.asset(name, request.headers['accept-encoding'] ?? '')
  if (!asset) return reply.callNotFound()
  // The names hold a digest of what is in them.
  reply.headers({ 'cache-control': 'public, max-age=31536000, immutable', vary: 'accept-encoding' })
  if (asset.encoding !== undefined) reply.header('content-encoding', asset.encoding)
  return reply.type(asset.type).send(asset.body)
}

/** The web console: its files, and one page for all addresses in it. */
export function consoleRoutes(app: App, directory: string = consoleDirectory): void {
  let built: BuiltConsole | undefined
  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    built ??= await readBuiltConsole(directory)
    if (!built) return reply.code(503).type('text/html; charset=utf-8').send(notBuilt)
    const { '*': path = '' } = request.params as { '*'?: string }
    return path.startsWith('assets/') ? sendAsset(request, reply, built, path) : sendPage(reply, built)
  }
  app.get('/console', options, serve)
  app.get('/console/*', options, serve)
}
