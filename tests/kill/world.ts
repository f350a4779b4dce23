import type { Service } from '../service.ts'

/** Somebody who registers devices for a tenant. */
export interface Registrar {
  readonly tenantId: string
  readonly token: string
}

async function tenantWithReseller(service: Service, name: string, resellerToken: string): Promise<Registrar[]> {
  const tenantId = await service.tenant(name)
  const token = await service.person(tenantId, ['tenant-admin'])
  const approver = await service.person(tenantId, ['consent-approver'])
  await service.call(201, 'POST', '/api/v1/consents', resellerToken, { domain: `${name.toLowerCase()}.example` })
  const [asked] = await service.list('/api/v1/consents?state=requested', approver)
  const limits = { deviceLimit: 1_000_000 }
  await service.call(200, 'POST', `/api/v1/consents/${asked.id}/grant`, approver, { limits })
  return [
    { tenantId, token },
    { tenantId, token: resellerToken },
  ]
}

/** Two customers, and a reseller that registers for both. */
export async function makeWorld(service: Service): Promise<Registrar[]> {
  const reseller = await service.partner('Reseller', 'csp-direct')
  const token = await service.person(reseller, ['registrar', 'partner-admin'])
  const one = await tenantWithReseller(service, 'Fabrikam', token)
  return [...one, ...(await tenantWithReseller(service, 'Tailwind', token))]
}
