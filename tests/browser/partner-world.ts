import { hashTextOf, simulateFactory } from '@hailport/device'
import type { ConsoleWorld } from './console-world.ts'

/** What a partner has to look at. */
export interface PartnerWork {
  /** A customer that has not been asked. */
  readonly tailwind: { readonly id: string; readonly approver: string }
  /** A customer that accepts each batch, with one that waits. */
  readonly fabrikam: { readonly id: string; readonly approver: string; readonly batchId: string }
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
  return { tailwind, fabrikam: { ...fabrikam, batchId: batch.id } }
}

/** Every page of a partner. */
export const partnerPages = (world: ConsoleWorld, { fabrikam }: PartnerWork): Record<string, string> => ({
  'partner-overview': '/',
  customers: '/customers',
  customer: `/customers/${world.tenantId}`,
  batches: '/batches',
  batch: `/batches/${fabrikam.id}/${fabrikam.batchId}`,
})
