import type { ConsoleWorld } from './console-world.ts'

/** What there is to look at on the pages about people and access. */
export interface AccessWork {
  readonly personId: string
  readonly applicationId: string
}

/** Gives the customer of the world people, roles and applications. */
export async function startAccessWork({ service, tenantId, admin }: ConsoleWorld): Promise<AccessWork> {
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
  return { personId: grace.id, applicationId: application.id }
}

/** The pages of a customer about people and access. */
export const accessPages = ({ personId, applicationId }: AccessWork): Record<string, string> => ({
  people: '/people',
  person: `/people/${personId}`,
  roles: '/roles',
  role: '/roles/berlin-desk',
  'role-new': '/roles/new?from=berlin-desk',
  applications: '/applications',
  application: `/applications/${applicationId}`,
  'sign-in': '/sign-in',
  'sign-in-provider': '/sign-in/providers/new',
  'own-account': '/me',
})
