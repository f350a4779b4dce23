import { setTimeout as pause } from 'node:timers/promises'
import { hashTextOf, simulateFactory } from '@hailport/device'
import type { ConsoleWorld } from './console-world.ts'

/** What a partner has to look at. */
export interface PartnerWork {
  /** A customer that has not been asked. */
  readonly tailwind: { readonly id: string; readonly approver: string }
  /** A customer that accepts each batch, with one that waits. */
  readonly fabrikam: { readonly id: string; readonly approver: string; readonly batchId: string }
  /** An order of the customer of the world whose one device has not shipped. */
  readonly order: {
    readonly deviceId: string
    readonly id: string
    readonly transactionId: string
    readonly serialNumber: string
  }
}

async function placeOrder({ service, tenantId, maker }: ConsoleWorld) {
  const [device] = [...simulateFactory({ seed: 'order', count: 1, noTpmRate: 0, vmRate: 0, placeholderRate: 0 })]
  if (!device) throw new Error('The factory has made nothing.')
  const transactions = `/api/v1/tenants/${tenantId}/order-transactions`
  const placed = await service.call(202, 'POST', transactions, maker, {
    transactionId: 'ERP-4714',
    verb: 'enrol',
    order: { number: 'SO-4714', purchaseOrder: 'PO-88' },
    deliveries: [{ number: '1', shipsOn: '2090-01-31', devices: [{ hardwareHash: hashTextOf(device) }] }],
  })
  for (;;) {
    const transaction = await service.call(200, 'GET', `${transactions}/${placed.id}`, maker)
    if (transaction.state === 'finished') {
      const [ordered] = await service.list(`/api/v1/tenants/${tenantId}/orders/${transaction.orderId}/devices`, maker)
      return {
        deviceId: ordered.deviceId,
        id: transaction.orderId,
        transactionId: placed.id,
        serialNumber: String(device.fields.SmbiosSystemSerialNumber),
      }
    }
    await pause(50)
  }
}

async function addCustomer({ service }: ConsoleWorld, name: string) {
  const id = await service.tenant(name)
  return { id, approver: await service.person(id, ['consent-approver']) }
}

/** Gives the maker of the world customers in each state, and a batch that waits. */
export async function startPartnerWork(world: ConsoleWorld): Promise<PartnerWork> {
  const { service, maker } = world
  const policy = `/api/v1/organizations/${world.makerId}/sign-in-policy`
  await service.call(200, 'PUT', policy, maker, { secondFactor: 'optional' })
  const [tailwind, fabrikam] = [await addCustomer(world, 'Tailwind'), await addCustomer(world, 'Fabrikam')]
  await service.call(201, 'POST', '/api/v1/consents', maker, { domain: 'waiting.example', message: 'Your order 4713' })
  const asked = await service.call(201, 'POST', '/api/v1/consents', maker, { tenantId: fabrikam.id })
  const limits = { eachBatch: 'hold', deviceLimit: 500, expiresAt: '2032-01-31T00:00:00Z' }
  await service.call(200, 'POST', `/api/v1/consents/${asked.id}/grant`, fabrikam.approver, { limits })
  const factory = simulateFactory({ seed: 'partner', count: 2, noTpmRate: 0, vmRate: 0, placeholderRate: 0 })
  const devices = [...[...factory].map(device => ({ hardwareHash: hashTextOf(device) })), { groupTag: 'Nameless' }]
  const registrations = `/api/v1/tenants/${fabrikam.id}/registrations`
  const { batch } = await service.call(200, 'POST', registrations, maker, { devices, name: 'Order 4712' })
  return { tailwind, fabrikam: { ...fabrikam, batchId: batch.id }, order: await placeOrder(world) }
}

/** Every page of a partner. */
export const partnerPages = (world: ConsoleWorld, { fabrikam, order }: PartnerWork): Record<string, string> => ({
  'partner-overview': '/',
  customers: '/customers',
  customer: `/customers/${world.tenantId}`,
  'customer-device': `/customers/${world.tenantId}/devices/${order.deviceId}`,
  batches: '/batches',
  batch: `/batches/${fabrikam.id}/${fabrikam.batchId}`,
  orders: '/orders',
  order: `/orders/${world.tenantId}/${order.id}`,
  'order-new': '/orders/new',
  'order-upload': `/orders/upload?tenantId=${world.tenantId}&number=SO-4714`,
  'order-override': `/orders/${world.tenantId}/${order.id}/override`,
  'order-request': `/order-transactions/${world.tenantId}/${order.transactionId}`,
})
