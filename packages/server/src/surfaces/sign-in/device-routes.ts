import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { BrowserSessionReader } from './browser/browser-session.ts'
import type { SignIn } from './mount.ts'
import { checking, shown } from './routes/options.ts'
import { handOver } from './token-routes.ts'

/** The page on which people enter the code that another device shows. It is that of the organization that they are signed in to. */
export function deviceRoutes(app: FastifyInstance, signIn: SignIn, readSession: BrowserSessionReader): void {
  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const session = await readSession(request)
    const { user_code: userCode } = request.query as { user_code?: unknown }
    if (!session) {
      const back = typeof userCode === 'string' ? `?user_code=${encodeURIComponent(userCode.slice(0, 20))}` : ''
      return reply.redirect(`/sign-in?continue=${encodeURIComponent(`/devicelogin${back}`)}`, 303)
    }
    const { uid } = request.params as { uid?: string }
    const parameters = (request.body as URLSearchParams | undefined) ?? new URLSearchParams()
    await handOver(
      signIn,
      request,
      reply,
      {
        organizationId: session.organizationId,
        path: uid === undefined ? '/devicelogin' : `/devicelogin/${encodeURIComponent(uid)}`,
        parameters,
      },
      { session, ...(typeof userCode === 'string' && { userCode: userCode.slice(0, 20) }) },
    )
  }
  app.get('/devicelogin', shown, serve)
  app.post('/devicelogin', checking, serve)
  app.get('/:organization/devicelogin/:uid', shown, serve)
}
