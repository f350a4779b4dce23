import { type OrderUpload, previewOrderUpload, RegistryError, uploadOrder } from '@hailport/registry'
import type { FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { streamBodies } from '../../http/stream-body.ts'
import { toWire } from '../../http/wire.ts'
import { answers, ids, ref } from '../schemas/common.ts'
import { OrderTransaction, OrderUploadDryRunQuery, OrderUploadQuery } from '../schemas/orders.ts'
import { Batch } from '../schemas/registration.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { formatOf, type UploadType, uploadBody } from '../uploads.ts'

const types = ['application/x-ndjson', 'text/csv', 'application/json'] as const satisfies UploadType[]

/** @throws invalid_request. */
function uploadOf(request: FastifyRequest): Omit<OrderUpload, 'transactionId' | 'reason'> {
  const query = request.query as Static<typeof OrderUploadDryRunQuery>
  const { number, purchaseOrder, orderedOn, shipTo, delivery, shipsOn, groupTag, onMissingConsent } = query
  if (delivery === undefined && shipsOn !== undefined)
    throw new RegistryError('invalid_request', 'shipsOn is said of a delivery.', { field: 'shipsOn' })
  return {
    order: {
      number,
      ...(purchaseOrder !== undefined && { purchaseOrder }),
      ...(orderedOn !== undefined && { orderedOn }),
      ...(shipTo !== undefined && { shipTo }),
    },
    ...(delivery !== undefined && { delivery: { number: delivery, ...(shipsOn !== undefined && { shipsOn }) } }),
    ...(groupTag !== undefined && { groupTag }),
    ...(onMissingConsent !== undefined && { onMissingConsent }),
    format: formatOf(request),
    body: request.body as AsyncIterable<Uint8Array>,
  }
}

/** Orders with more devices than a call has; a scope of its own, because bodies are streamed here. */
export function orderUpload(app: App, { registry }: SurfaceDeps, maxBytes: number): void {
  streamBodies(app, types, maxBytes)
  app.post(
    '/api/v1/tenants/:tenantId/order-transactions/uploads',
    {
      config: { streamed: true, rate: 'upload' },
      schema: {
        tags: ['Orders'],
        operationId: 'uploadOrder',
        summary: 'Enrol many devices',
        description:
          'For partners: an enrolment of up to 100,000 devices of one delivery, or of none, streamed. Answers 202 when every row is kept; its batch tells how far it is, and the items follow when that is decided. The same upload under the same transactionId is the same transaction.',
        params: ids('tenantId'),
        querystring: OrderUploadQuery,
        body: uploadBody(types, 'One NewDevice per row: NDJSON, CSV with a header, or a JSON array.'),
        response: answers({ 202: ref(OrderTransaction) }, 404, 408, 409, 413, 415, 422),
      },
    },
    async (request, reply) => {
      const { tenantId } = request.params
      const { transactionId, reason } = request.query
      const upload = { ...uploadOf(request), transactionId, ...(reason !== undefined && { reason }) }
      const transaction = await uploadOrder(registry, principalOf(request), tenantId, upload)
      return reply
        .code(202)
        .header('location', `/api/v1/tenants/${tenantId}/order-transactions/${transaction.id}`)
        .send(toWire(transaction))
    },
  )
  app.post(
    '/api/v1/tenants/:tenantId/order-transactions/uploads/dry-runs',
    {
      config: { streamed: true, rate: 'upload' },
      schema: {
        tags: ['Orders'],
        operationId: 'previewOrderUpload',
        summary: 'What would this upload do?',
        description:
          'For partners: takes what an upload takes, checks it against its order, and answers 202 with a batch that is a dry run: its results tell what would become of each row. Makes neither order nor transaction. Whether a device is in another order of yours is not among it.',
        params: ids('tenantId'),
        querystring: OrderUploadDryRunQuery,
        body: uploadBody(types, 'One NewDevice per row: NDJSON, CSV with a header, or a JSON array.'),
        response: answers({ 202: ref(Batch) }, 404, 408, 409, 413, 415, 422),
      },
    },
    async (request, reply) => {
      const { tenantId } = request.params
      const batch = await previewOrderUpload(registry, principalOf(request), tenantId, uploadOf(request))
      return reply.code(202).header('location', `/api/v1/tenants/${tenantId}/batches/${batch.id}`).send(toWire(batch))
    },
  )
}
