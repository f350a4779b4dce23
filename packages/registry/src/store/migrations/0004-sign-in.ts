import type { Migration } from '../migration.ts'

/** What signing in needs of applications, and whose state of the OpenID provider a row is. */
export const signIn: Migration = {
  number: 4,
  name: 'sign-in',
  async up({ table, addColumns, index }) {
    await addColumns('applications', { redirect_uris: 'text?', public_client: 'int?', any_organization: 'int?' })
    await table(
      'application_credentials',
      {
        application_id: 'id',
        id: 'id',
        kind: 'text',
        name: 'text',
        digest: 'bytes?',
        jwk: 'text?',
        thumbprint: 'text?',
        created_at: 'int',
        expires_at: 'int?',
      },
      ['application_id', 'id'],
    )
    await table(
      'application_consents',
      { organization_id: 'id', person_id: 'id', application_id: 'id', scopes: 'text', granted_at: 'int' },
      ['organization_id', 'person_id', 'application_id'],
    )
    await addColumns('oidc_state', { organization_id: 'id?', person_id: 'id?', lookup: 'text?' })
    await index('oidc_state_lookup', 'oidc_state', ['model', 'lookup'])
    await index('oidc_state_person', 'oidc_state', ['organization_id', 'person_id'])
  },
}
