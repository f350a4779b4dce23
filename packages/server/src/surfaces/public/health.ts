import { RegistryError } from '@hailport/registry'
import Type from 'typebox'
import { publicAnswers } from '../schemas/common.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const Health = Type.Object({ status: Type.String() })
const tags = ['Service']
const config = { access: 'public' } as const

/** Liveness and readiness. */
export function healthRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/healthz',
    {
      config,
      schema: {
        tags,
        security: [],
        operationId: 'getHealth',
        summary: 'Whether the process runs',
        description: 'Answers as long as the process does, also under load.',
        response: publicAnswers({ 200: Health }),
      },
    },
    async () => ({ status: 'ok' }),
  )
  app.get(
    '/readyz',
    {
      config,
      schema: {
        tags,
        security: [],
        operationId: 'getReadiness',
        summary: 'Whether requests can be served',
        description: 'The store answers. Migrations are applied before the server listens.',
        response: publicAnswers({ 200: Health }),
      },
    },
    async () => {
      try {
        await registry.store.ping()
      } catch (cause) {
        throw new RegistryError('overloaded', 'The store does not answer.', { retryAfterSeconds: 5, cause })
      }
      return { status: 'ready' }
    },
  )
}
