import type { Migration } from '../migration.ts'

/** External OpenID providers of organizations, and who people are there. */
export const identityProviders: Migration = {
  number: 9,
  name: 'identity-providers',
  async up({ table, addColumns, index }) {
    await table(
      'identity_providers',
      {
        organization_id: 'id',
        id: 'id',
        label: 'text',
        issuer: 'text',
        client_id: 'text',
        credential_kind: 'text',
        credential: 'bytes?',
        settings: 'text',
        created_at: 'int',
        updated_at: 'int',
        disabled_at: 'int?',
      },
      ['organization_id', 'id'],
    )
    await table('identity_provider_names', { kind: 'text', name: 'text', organization_id: 'id', provider_id: 'id' }, [
      'kind',
      'name',
      'organization_id',
      'provider_id',
    ])
    await index('identity_provider_names_provider', 'identity_provider_names', ['organization_id', 'provider_id'])
    await table(
      'external_identities',
      {
        organization_id: 'id',
        provider_id: 'id',
        subject: 'text',
        person_id: 'id',
        created_at: 'int',
        last_used_at: 'int?',
      },
      ['organization_id', 'provider_id', 'subject'],
    )
    await index('external_identities_person', 'external_identities', ['organization_id', 'person_id'])
    await table('external_sign_ins', { digest: 'bytes', state: 'text', expires_at: 'int' }, ['digest'])
    await index('external_sign_ins_expiry', 'external_sign_ins', ['expires_at'])
    await addColumns('sign_in_policies', { external_only: 'int?', break_glass: 'text?' })
  },
}
