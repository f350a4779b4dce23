import { countOrderDevices, exportOrderDevices, getOrder, listOrderDevices, listOrders } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { csvFile, sendCsv } from '../csv-answer.ts'
import { answers, closed, Id, ids, pageOf, paging, ref, text } from '../schemas/common.ts'
import { Order, OrderDevice, OrderDeviceCounts, OrderWithDeliveries, orderDeviceState } from '../schemas/orders.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { orderTransactionRoutes } from './order-transactions.ts'

const tags = ['Orders']
const params = ids('tenantId', 'orderId')
const base = '/api/v1/tenants/:tenantId/orders'

const direction = Type.Optional(Type.Enum(['asc', 'desc']))
const orderQuery = {
  ...paging,
  number: Type.Optional(text(100)),
  purchaseOrder: Type.Optional(text(512)),
  partnerId: Type.Optional(Id),
  sort: Type.Optional(Type.Enum(['createdAt', 'number'])),
  order: direction,
}
const narrowed = {
  state: Type.Optional(orderDeviceState),
  delivery: Type.Optional(text(100)),
  serialNumber: Type.Optional(text(128)),
  order: direction,
}

function orderLists(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/orders',
    {
      schema: {
        tags,
        operationId: 'listOwnOrders',
        summary: "List the organization's orders",
        description:
          'For a partner, of all its customers; for a customer, of all its partners with live consent. Newest first.',
        querystring: closed({ ...orderQuery, tenantId: Type.Optional(Id) }),
        response: answers({ 200: pageOf(Order) }),
      },
    },
    async request => toWire(await listOrders(registry, principalOf(request), undefined, request.query)),
  )
  app.get(
    base,
    {
      schema: {
        tags,
        operationId: 'listOrders',
        summary: 'List orders',
        description: 'Those of a partner for this customer; for the customer, those of partners with its live consent.',
        params: ids('tenantId'),
        querystring: closed(orderQuery),
        response: answers({ 200: pageOf(Order) }, 404),
      },
    },
    async request => toWire(await listOrders(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.get(
    `${base}/:orderId`,
    {
      schema: {
        tags,
        operationId: 'getOrder',
        summary: 'Read an order',
        description: 'With its deliveries.',
        params,
        response: answers({ 200: ref(OrderWithDeliveries) }, 404),
      },
    },
    async request => {
      const { tenantId, orderId } = request.params
      return toWire(await getOrder(registry, principalOf(request), tenantId, orderId))
    },
  )
}

function deviceRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    `${base}/:orderId/devices`,
    {
      schema: {
        tags,
        operationId: 'listOrderDevices',
        summary: 'Read the devices of an order as they are now',
        description:
          'In the order in which they came. A partner needs live consent; what it asked for stays readable without.',
        params,
        querystring: closed({ ...paging, ...narrowed }),
        response: answers({ 200: pageOf(OrderDevice) }, 404),
      },
    },
    async request => {
      const { tenantId, orderId } = request.params
      return toWire(await listOrderDevices(registry, principalOf(request), tenantId, orderId, request.query))
    },
  )
  app.get(
    `${base}/:orderId/devices.csv`,
    {
      schema: {
        tags,
        operationId: 'exportOrderDevices',
        summary: 'The devices of an order as a CSV file',
        description: 'As they are now; all of them, streamed.',
        params,
        querystring: closed(narrowed),
        response: answers({ 200: csvFile('The devices.') }, 404),
      },
    },
    async (request, reply) => {
      const { tenantId, orderId } = request.params
      const lines = await exportOrderDevices(registry, principalOf(request), tenantId, orderId, request.query)
      return sendCsv(reply, `order-${orderId}.csv`, lines)
    },
  )
  app.get(
    `${base}/:orderId/device-counts`,
    {
      schema: {
        tags,
        operationId: 'countOrderDevices',
        summary: 'Count the devices of an order',
        description: 'By what is true of them now.',
        params,
        response: answers({ 200: ref(OrderDeviceCounts) }, 404),
      },
    },
    async request => {
      const { tenantId, orderId } = request.params
      return countOrderDevices(registry, principalOf(request), tenantId, orderId)
    },
  )
}

/** Orders with their devices, and what partners ask to be done with them. @param maxBytes of a request that names devices. */
export function orderRoutes(app: App, deps: SurfaceDeps, maxBytes: number): void {
  orderTransactionRoutes(app, deps, maxBytes)
  orderLists(app, deps)
  deviceRoutes(app, deps)
}
