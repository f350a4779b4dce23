import Type from 'typebox'
import type { GraphRates, HttpLimits, Rates } from '../../http/limits.ts'
import { publicAnswers, ref } from '../schemas/common.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const Numbers = Type.Record(Type.String(), Type.Integer())

export const LimitsInForce = Type.Object(
  {
    registry: { ...Numbers, description: 'Rows, devices, pages.' },
    http: { ...Numbers, description: 'Bytes, milliseconds, connections.' },
    requestsPerMinute: {
      ...Numbers,
      description: 'By class of route: per caller once signed in, else per address.',
    },
    graphOperationsPer20Seconds: {
      ...Numbers,
      description: 'Of the Graph-compatible API: per application and tenant, and per tenant.',
    },
  },
  { $id: 'Limits', description: 'The limits that are enforced now.' },
)

/** The limits in force. */
export function limitsRoute(
  app: App,
  { registry }: SurfaceDeps,
  { httpLimits, rates, graphRates }: { httpLimits: HttpLimits; rates: Rates; graphRates: GraphRates },
): void {
  app.get(
    '/api/v1/limits',
    {
      config: { access: 'public' },
      schema: {
        tags: ['Service'],
        security: [],
        operationId: 'getLimits',
        summary: 'The limits in force',
        description: 'Names end in their unit: Bytes, Ms, Rows, Days.',
        response: publicAnswers({ 200: ref(LimitsInForce) }),
      },
    },
    async () => ({
      registry: { ...registry.limits },
      http: { ...httpLimits },
      requestsPerMinute: { ...rates },
      graphOperationsPer20Seconds: { ...graphRates },
    }),
  )
}
