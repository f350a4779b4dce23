import { answerBatch, heldBatchSorts, listHeldBatches } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, Id, ids, pageOf, paging, ref, text } from '../schemas/common.ts'
import { Batch, BatchDecision, HeldBatch } from '../schemas/registration.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Registration']
const sorts = Object.keys(heldBatchSorts) as (keyof typeof heldBatchSorts)[]

const HeldBatchQuery = closed({
  ...paging,
  waitsFor: Type.Optional(
    Type.Enum(['acceptance', 'consent'], {
      description:
        'acceptance: the customer is to accept devices. consent: they wait for a consent, or for more of it.',
    }),
  ),
  name: Type.Optional(text(200)),
  submitterId: Type.Optional({ ...Id, description: 'For customers: of this partner.' }),
  tenantId: Type.Optional({ ...Id, description: 'For partners: for this customer.' }),
  sort: Type.Optional(Type.Enum(sorts, { description: 'createdAt when absent.' })),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'desc when absent.' })),
})

/** Batches of partners that wait for a customer: both sides list them, the customer answers. */
export function heldBatchRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/held-batches',
    {
      schema: {
        tags,
        operationId: 'listHeldBatches',
        summary: 'List batches that wait for a customer',
        description:
          'For a customer: those for it. For a partner: those that it submitted, for all its customers. Newest first unless asked otherwise.',
        querystring: HeldBatchQuery,
        response: answers({ 200: pageOf(HeldBatch) }),
      },
    },
    async request => toWire(await listHeldBatches(registry, principalOf(request), request.query)),
  )
  app.post(
    '/api/v1/tenants/:tenantId/batches/:batchId/answer',
    {
      schema: {
        tags,
        operationId: 'answerBatch',
        summary: "Accept or refuse a partner's batch that waits",
        description:
          'For people of the customer with batch.accept. The whole batch, or some devices; these are decided again at once, within the limits of the consent. While a device waits, the answer can be changed.',
        params: ids('tenantId', 'batchId'),
        body: ref(BatchDecision),
        response: answers({ 200: ref(Batch) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, batchId } = request.params
      return toWire(await answerBatch(registry, principalOf(request), tenantId, batchId, request.body))
    },
  )
}
