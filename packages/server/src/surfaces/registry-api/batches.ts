import { getBatch, listBatches, listBatchResults, listOwnBatches, ownBatchSorts, submitBatch } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { streamBodies } from '../../http/stream-body.ts'
import { toWire } from '../../http/wire.ts'
import {
  answers,
  closed,
  Id,
  IdempotencyHeader,
  idempotency,
  ids,
  pageOf,
  paging,
  ref,
  text,
} from '../schemas/common.ts'
import {
  Batch,
  batchState,
  CustomerBatch,
  DeviceResult,
  deviceStatus,
  submissionOptions,
} from '../schemas/registration.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { formatOf, type UploadType, uploadBody } from '../uploads.ts'

const tags = ['Registration']
const types = ['application/x-ndjson', 'text/csv', 'application/json'] as const satisfies UploadType[]
const sorts = Object.keys(ownBatchSorts) as (keyof typeof ownBatchSorts)[]

const SubmissionQuery = closed({
  ...submissionOptions,
  groupTag: Type.Optional(text(512, 'For devices without one of their own.')),
  purchaseOrder: Type.Optional(text(512, 'For devices without one of their own.')),
  orderId: Type.Optional(text(512, 'For devices without one of their own.')),
})

/** Uploads of batches; a scope of their own, because bodies are streamed here. */
export function batchUpload(app: App, { registry }: SurfaceDeps, maxBytes: number): void {
  streamBodies(app, types, maxBytes)
  app.post(
    '/api/v1/tenants/:tenantId/batches',
    {
      config: { streamed: true, rate: 'upload' },
      schema: {
        tags,
        operationId: 'submitBatch',
        summary: 'Register many devices',
        description:
          'Streamed. Answers 202 when every row is kept durably; read the batch for its progress and the results. With an Idempotency-Key the same upload may be sent again.',
        params: ids('tenantId'),
        querystring: SubmissionQuery,
        headers: IdempotencyHeader,
        body: uploadBody(types, 'One NewDevice per row: NDJSON, CSV with a header, or a JSON array.'),
        response: answers({ 202: ref(Batch) }, 404, 408, 409, 413, 415, 422),
      },
    },
    async (request, reply) => {
      const { tenantId } = request.params
      const { groupTag, purchaseOrder, orderId, ...options } = request.query
      const batch = await submitBatch(registry, principalOf(request), tenantId, {
        ...options,
        format: formatOf(request),
        body: request.body as AsyncIterable<Uint8Array>,
        defaults: { groupTag, purchaseOrder, orderId },
        ...idempotency(request.headers),
      })
      return reply.code(202).header('location', `/api/v1/tenants/${tenantId}/batches/${batch.id}`).send(toWire(batch))
    },
  )
}

const OwnBatchQuery = closed({
  ...paging,
  state: Type.Optional(batchState),
  name: Type.Optional(text(200)),
  dryRun: Type.Optional(Type.Boolean({ description: 'Dry runs only, or none of them.' })),
  rejected: Type.Optional(Type.Boolean({ description: 'Those with rejected rows only, or those without.' })),
  submitterId: Type.Optional({ ...Id, description: 'For customers: of this partner, or their own.' }),
  tenantId: Type.Optional({ ...Id, description: 'For partners: for this customer.' }),
  sort: Type.Optional(Type.Enum(sorts, { description: 'createdAt when absent.' })),
  order: Type.Optional(Type.Enum(['asc', 'desc'], { description: 'desc when absent.' })),
})

/** Progress and results of batches. */
export function batchRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/batches',
    {
      schema: {
        tags,
        operationId: 'listOwnBatches',
        summary: "List the organization's batches",
        description:
          'For a partner: those that it submitted, for all its customers, also where the consent has ended. For a customer: those for it. Newest first unless asked otherwise.',
        querystring: OwnBatchQuery,
        response: answers({ 200: pageOf(CustomerBatch) }),
      },
    },
    async request => toWire(await listOwnBatches(registry, principalOf(request), request.query)),
  )
  app.get(
    '/api/v1/tenants/:tenantId/batches',
    {
      schema: {
        tags,
        operationId: 'listBatches',
        summary: 'List batches',
        description: 'Newest first: all for the tenant, its own for a partner.',
        params: ids('tenantId'),
        querystring: closed({ ...paging, state: Type.Optional(batchState), name: Type.Optional(text(200)) }),
        response: answers({ 200: pageOf(Batch) }, 404),
      },
    },
    async request => toWire(await listBatches(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.get(
    '/api/v1/tenants/:tenantId/batches/:batchId',
    {
      schema: {
        tags,
        operationId: 'getBatch',
        summary: 'Read a batch',
        description: 'Its state and counts.',
        params: ids('tenantId', 'batchId'),
        response: answers({ 200: ref(Batch) }, 404),
      },
    },
    async request => {
      const { tenantId, batchId } = request.params
      return toWire(await getBatch(registry, principalOf(request), tenantId, batchId))
    },
  )
  app.get(
    '/api/v1/tenants/:tenantId/batches/:batchId/results',
    {
      schema: {
        tags,
        operationId: 'listBatchResults',
        summary: 'Read what became of the devices',
        description: 'In the order of the rows; rows that are not decided yet come later.',
        params: ids('tenantId', 'batchId'),
        querystring: closed({ ...paging, status: Type.Optional(deviceStatus) }),
        response: answers({ 200: pageOf(DeviceResult) }, 404),
      },
    },
    async request => {
      const { tenantId, batchId } = request.params
      return toWire(await listBatchResults(registry, principalOf(request), tenantId, batchId, request.query))
    },
  )
}
