import type { ConsoleWorld } from './console-world.ts'
import { startWebhookWork } from './webhook-world.ts'

/** What there is to look at on the pages about people and access. */
export interface AccessWork {
  readonly personId: string
  readonly applicationId: string
  readonly webhookId: string
  /** Its receiver refuses everything. */
  readonly busyId: string
  /** What the maker of the world asks the customer for. */
  readonly delegationId: string
  /** A provider that has offered a link to a reseller. */
  readonly provider: { readonly id: string; readonly name: string }
  readonly reseller: { readonly id: string }
}

async function addDelegation({ service, tenantId, maker }: ConsoleWorld): Promise<string> {
  const body = {
    tenantId,
    permissions: ['device.read', 'device.tag', 'profile.read'],
    expiresAt: new Date(Date.now() + 90 * 86_400_000).toISOString(),
    reason: 'Help desk, contract 4711',
  }
  return (await service.call(201, 'POST', '/api/v1/delegations', maker, body)).id
}

async function addLinkedPartners({ service }: ConsoleWorld) {
  const name = 'Tailspin Distribution'
  const provider = { id: await service.partner(name, 'csp-indirect-provider'), name }
  const reseller = { id: await service.partner('Wingtip Systems', 'csp-indirect-reseller') }
  for (const { id } of [provider, reseller])
    await service.call(200, 'PUT', `/api/v1/organizations/${id}/sign-in-policy`, service.operatorToken, {
      secondFactor: 'optional',
    })
  const token = await service.person(provider.id, ['partner-admin'])
  await service.call(200, 'PUT', `/api/v1/links/${reseller.id}`, token)
  return { provider, reseller }
}

/** Gives the customer of the world people, roles, applications and webhooks. */
export async function startAccessWork(world: ConsoleWorld): Promise<AccessWork> {
  const { service, tenantId, makerId, maker, admin } = world
  const organization = `/api/v1/organizations/${tenantId}`
  await service.call(201, 'POST', `${organization}/roles`, admin, {
    name: 'berlin-desk',
    description: 'Help desk in Berlin',
    permissions: ['device.read', 'device.tag'],
    groupTags: ['Berlin', 'Potsdam'],
  })
  const body = { email: 'grace@people.example', name: 'Grace Park', roles: ['berlin-desk', 'auditor'] }
  const grace = await service.call(201, 'POST', `${organization}/people`, admin, body)
  await service.call(201, 'POST', `${organization}/people/${grace.id}/tokens`, admin, { name: 'laptop' })
  const application = await service.call(201, 'POST', `${organization}/applications`, admin, {
    name: 'Order system',
    roles: ['device-manager'],
    redirectUris: ['https://orders.example/signed-in'],
  })
  await service.call(200, 'PUT', `/api/v1/organizations/${makerId}/sign-in-policy`, maker, { secondFactor: 'optional' })
  const delegationId = await addDelegation(world)
  return {
    ...{ personId: grace.id, applicationId: application.id, delegationId },
    ...(await addLinkedPartners(world)),
    ...(await startWebhookWork(world, 'Inventory', 'taken')),
  }
}

/** The pages of a customer about people and access. */
export const accessPages = ({
  personId,
  applicationId,
  delegationId,
  webhookId,
  busyId,
}: AccessWork): Record<string, string> => ({
  people: '/people',
  person: `/people/${personId}`,
  roles: '/roles',
  role: '/roles/berlin-desk',
  'role-new': '/roles/new?from=berlin-desk',
  applications: '/applications',
  application: `/applications/${applicationId}`,
  webhooks: '/webhooks',
  webhook: `/webhooks/${webhookId}`,
  'webhook-failing': `/webhooks/${busyId}`,
  'sign-in': '/sign-in',
  'sign-in-provider': '/sign-in/providers/new',
  'own-account': '/me',
  delegations: '/delegations',
  delegation: `/delegations/${delegationId}`,
})
