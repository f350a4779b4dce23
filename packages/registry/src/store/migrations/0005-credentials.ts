import type { Migration } from '../migration.ts'

type Builder = Parameters<Migration['up']>[0]

/** How people sign in. What is looked up before the organization is known is keyed by what the caller presents. */
export const credentials: Migration = {
  number: 5,
  name: 'credentials',
  async up({ table, index }) {
    await personTables(table, index)
    await table('sign_in_names', { email: 'text', organization_id: 'id', person_id: 'id' }, [
      'email',
      'organization_id',
    ])
    await table(
      'sign_in_links',
      {
        digest: 'bytes',
        id: 'id',
        organization_id: 'id',
        person_id: 'id',
        resets_factors: 'int',
        created_at: 'int',
        created_by: 'text',
        expires_at: 'int',
      },
      ['digest'],
    )
    await index('sign_in_links_person', 'sign_in_links', ['organization_id', 'person_id'])
    await index('sign_in_links_expiry', 'sign_in_links', ['expires_at'])
    await table('pending_sign_ins', { digest: 'bytes', state: 'text', expires_at: 'int' }, ['digest'])
    await index('pending_sign_ins_expiry', 'pending_sign_ins', ['expires_at'])
    await table('sign_in_failures', { key: 'bytes', failures: 'int', last_at: 'int', blocked_until: 'int' }, ['key'])
    await index('sign_in_failures_age', 'sign_in_failures', ['last_at'])
    await sessionTable(table, index)
  },
}

async function personTables(table: Builder['table'], index: Builder['index']): Promise<void> {
  await table(
    'person_credentials',
    {
      organization_id: 'id',
      person_id: 'id',
      password: 'text?',
      password_set_at: 'int?',
      totp: 'bytes?',
      totp_since: 'int?',
      totp_step: 'int?',
    },
    ['organization_id', 'person_id'],
  )
  await table(
    'passkeys',
    {
      organization_id: 'id',
      person_id: 'id',
      id: 'id',
      credential_id: 'bytes',
      public_key: 'bytes',
      counter: 'int',
      transports: 'text',
      name: 'text',
      synced: 'int',
      created_at: 'int',
      last_used_at: 'int?',
    },
    ['organization_id', 'person_id', 'id'],
  )
  await index('passkeys_credential', 'passkeys', ['organization_id', 'credential_id'], { unique: true })
  await table('recovery_codes', { organization_id: 'id', person_id: 'id', digest: 'bytes' }, [
    'organization_id',
    'person_id',
    'digest',
  ])
  await table('sign_in_policies', { organization_id: 'id', second_factor: 'text', updated_at: 'int' }, [
    'organization_id',
  ])
}

async function sessionTable(table: Builder['table'], index: Builder['index']): Promise<void> {
  await table(
    'sessions',
    {
      digest: 'bytes',
      id: 'id',
      organization_id: 'id',
      person_id: 'id',
      people: 'text',
      amr: 'text',
      address: 'text',
      user_agent: 'text',
      created_at: 'int',
      last_used_at: 'int',
      expires_at: 'int',
    },
    ['digest'],
  )
  await index('sessions_person', 'sessions', ['organization_id', 'person_id', 'id'])
  await index('sessions_expiry', 'sessions', ['expires_at'])
}
