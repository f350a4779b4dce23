import {
  exportOrderItems,
  getOrderTransaction,
  listOrderItems,
  listOrderTransactions,
  type OrderRequest,
  previewOrder,
  submitOrder,
  toItemResult,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { csvFile, sendCsv } from '../csv-answer.ts'
import { answers, closed, Id, ids, pageOf, paging, ref, text } from '../schemas/common.ts'
import {
  NewOrderTransaction,
  OrderItem,
  OrderPreview,
  OrderTransaction,
  orderItemStatus,
  orderTransactionState,
  orderVerb,
} from '../schemas/orders.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Orders']
const params = ids('tenantId', 'orderTransactionId')
const base = '/api/v1/tenants/:tenantId/order-transactions'

function submitRoute(app: App, { registry }: SurfaceDeps, maxBytes: number): void {
  app.post(
    base,
    {
      bodyLimit: maxBytes,
      schema: {
        tags,
        operationId: 'submitOrderTransaction',
        summary: 'Enrol, return, void, override',
        description:
          'For partners. With dryRun, answers 200 with what would become of each device and the token that confirms it, and does nothing. Else answers 202 with a transaction, which a job does; read it for its progress and its results. Returns, voids and overrides need the token of a dry run.',
        params: ids('tenantId'),
        body: ref(NewOrderTransaction),
        response: answers({ 200: ref(OrderPreview), 202: ref(OrderTransaction) }, 404, 408, 409, 413, 422),
      },
    },
    async (request, reply) => {
      const { tenantId } = request.params
      const asked = request.body as OrderRequest
      if (asked.dryRun) {
        const { items, ...preview } = await previewOrder(registry, principalOf(request), tenantId, asked)
        return reply.code(200).send(toWire({ ...preview, items: items.map(toItemResult) }))
      }
      const transaction = await submitOrder(registry, principalOf(request), tenantId, asked)
      return reply
        .code(202)
        .header('location', `/api/v1/tenants/${tenantId}/order-transactions/${transaction.id}`)
        .send(toWire(transaction))
    },
  )
}

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    base,
    {
      schema: {
        tags,
        operationId: 'listOrderTransactions',
        summary: 'List what was asked',
        description:
          'For partners: their own for this customer, newest first. They stay readable when the consent has ended.',
        params: ids('tenantId'),
        querystring: closed({
          ...paging,
          state: Type.Optional(orderTransactionState),
          verb: Type.Optional(orderVerb),
          orderId: Type.Optional(Id),
          transactionId: Type.Optional(text(100)),
          order: Type.Optional(Type.Enum(['asc', 'desc'])),
        }),
        response: answers({ 200: pageOf(OrderTransaction) }, 404),
      },
    },
    async request =>
      toWire(await listOrderTransactions(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.get(
    `${base}/:orderTransactionId`,
    {
      schema: {
        tags,
        operationId: 'getOrderTransaction',
        summary: 'Read a transaction',
        description: 'Its state and counts.',
        params,
        response: answers({ 200: ref(OrderTransaction) }, 404),
      },
    },
    async request => {
      const { tenantId, orderTransactionId } = request.params
      return toWire(await getOrderTransaction(registry, principalOf(request), tenantId, orderTransactionId))
    },
  )
}

function itemRoutes(app: App, { registry }: SurfaceDeps): void {
  const status = Type.Optional(orderItemStatus)
  app.get(
    `${base}/:orderTransactionId/items`,
    {
      schema: {
        tags,
        operationId: 'listOrderItems',
        summary: 'Read what became of each device',
        description:
          'In the order of the request. What is final does not change any more, whatever is done to the devices later: the devices of the order say what is true now. With a status, a page may have fewer items than asked for while others follow.',
        params,
        querystring: closed({ ...paging, status }),
        response: answers({ 200: pageOf(OrderItem) }, 404),
      },
    },
    async request => {
      const { tenantId, orderTransactionId } = request.params
      return toWire(await listOrderItems(registry, principalOf(request), tenantId, orderTransactionId, request.query))
    },
  )
  app.get(
    `${base}/:orderTransactionId/items.csv`,
    {
      schema: {
        tags,
        operationId: 'exportOrderItems',
        summary: 'What became of each device, as a CSV file',
        description: 'All of them, streamed.',
        params,
        querystring: closed({ status }),
        response: answers({ 200: csvFile('The items.') }, 404),
      },
    },
    async (request, reply) => {
      const { tenantId, orderTransactionId: id } = request.params
      const lines = await exportOrderItems(registry, principalOf(request), tenantId, id, request.query)
      return sendCsv(reply, `order-transaction-${id}.csv`, lines)
    },
  )
}

/** What partners ask to be done with their orders, and what became of it. */
export function orderTransactionRoutes(app: App, deps: SurfaceDeps, maxBytes: number): void {
  submitRoute(app, deps, maxBytes)
  readingRoutes(app, deps)
  itemRoutes(app, deps)
}
