import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { test } from 'node:test'
import type { Database } from './store/index.ts'

/** The feature that each table belongs to: nobody else reads or writes it. */
const owners: Record<keyof Database, string> = {
  tenants: 'organizations',
  partners: 'organizations',
  people: 'organizations',
  own_roles: 'organizations',
  access_tokens: 'organizations',
  applications: 'organizations',
  sign_in_names: 'credentials',
  person_credentials: 'credentials',
  passkeys: 'credentials',
  recovery_codes: 'credentials',
  sign_in_policies: 'credentials',
  sign_in_links: 'credentials',
  pending_sign_ins: 'credentials',
  sign_in_failures: 'credentials',
  sessions: 'credentials',
  identity_providers: 'identity-providers',
  identity_provider_names: 'identity-providers',
  external_identities: 'identity-providers',
  external_sign_ins: 'identity-providers',
  application_credentials: 'organizations',
  application_consents: 'organizations',
  oidc_state: 'organizations',
  consents: 'consent',
  partner_consents: 'consent',
  delegations: 'delegation',
  partner_delegations: 'delegation',
  delegation_members: 'delegation',
  submissions: 'submissions',
  partner_links: 'organizations',
  factory_records: 'factory',
  factory_hashes: 'factory',
  factory_keys: 'factory',
  build_reports: 'factory',
  build_report_chunks: 'factory',
  line_stations: 'line',
  registrations: 'registration',
  registration_hashes: 'registration',
  identities: 'identity',
  identity_conflicts: 'registration',
  batches: 'registration',
  batch_answers: 'registration',
  held_batches: 'registration',
  submitted_batches: 'registration',
  batch_chunks: 'registration',
  partner_batches: 'partner-batches',
  partner_batch_jobs: 'partner-batches',
  policies: 'policies',
  device_policies: 'policies',
  policy_jobs: 'partner-batches',
  imports: 'files',
  import_parts: 'files',
  import_chunks: 'files',
  import_customers: 'files',
  orders: 'orders',
  partner_orders: 'orders',
  order_deliveries: 'orders',
  order_devices: 'orders',
  order_transactions: 'orders',
  order_transaction_chunks: 'orders',
  jobs: 'jobs',
  profiles: 'profiles',
  profile_assignments: 'profiles',
  device_profiles: 'profiles',
  groups: 'groups',
  group_members: 'groups',
  rule_versions: 'groups',
  contacts: 'boot',
  boot_traces: 'boot',
  journal: 'journal',
  journal_followers: 'journal',
  journal_arrivals: 'journal',
  webhooks: 'webhooks',
  webhook_states: 'webhooks',
  webhook_deliveries: 'webhooks',
  daily_counts: 'daily-counts',
  device_details: 'registration',
  released_devices: 'registration',
  release_certificates: 'lifecycle',
  device_actions: 'lifecycle',
  device_action_chunks: 'lifecycle',
  import_records: 'lifecycle',
  device_syncs: 'lifecycle',
  corporate_identifiers: 'lifecycle',
  desk_requests: 'desk',
  desk_devices: 'desk',
  desk_messages: 'desk',
  desk_proof_parts: 'desk',
  desk_parties: 'desk',
  directory_entries: 'directory',
  servers: 'operation',
  service_keys: 'outside: keys of the server',
  rate_counts: 'outside: rate limits of the server',
}

/** Where the code has a reason: one statement instead of two on a hot path, or one transaction over both. */
const exceptions = new Set([
  // First boot reads everything in one prepared statement.
  'boot/lookup.ts identities',
  'boot/lookup.ts registrations',
  'boot/lookup.ts tenants',
  // What a partner has given decides with the rest, in the same statement.
  'profiles/effective-sql.ts device_policies',
  'boot/lookup.ts policies',
  'boot/lookup.ts device_policies',
  'boot/lookup.ts device_profiles',
  'boot/lookup.ts rule_versions',
  'boot/lookup.ts group_members',
  // Devices that are named to be put into a group are the tenant's own.
  'groups/members.ts registrations',
  // A contact counts, and a trace is found, by the registration that it belongs to.
  'boot/write-boots.ts registrations',
  'boot/traces.ts registrations',
  'boot/retention.ts tenants',
  // A device is shown with its last contact; what is released leaves none behind, and has it again when it is taken back.
  'registration/device.ts contacts',
  'registration/count-devices.ts contacts',
  'registration/release.ts contacts',
  'registration/restore.ts contacts',
  // The devices that a consent has paid for are counted in the transaction that binds them.
  'registration/write.ts consents',
  // A partner's customers by name, in one statement that pages.
  'consent/customers.ts tenants',
  // The kind of the partner, beside rows of its own.
  'registration/submission.ts partners',
  'registration/visibility.ts partners',
  // A password is checked before the organization is known: who has the address, and where, is one statement over all of them.
  'credentials/accounts.ts people',
  'credentials/accounts.ts tenants',
  'credentials/accounts.ts partners',
  // Who is disabled is signed out in the same transaction.
  'organizations/end-sign-ins.ts sessions',
  // Whoever is removed leaves nothing behind: all that is kept for a person goes in one transaction.
  'organizations/remove-person.ts delegation_members',
  'organizations/remove-person.ts sign_in_policies',
  // Devices about which something else than their group tag decides, in one statement that counts them.
  'registration/count-by-profile.ts device_profiles',
  'registration/count-by-profile.ts device_policies',
  'registration/count-by-profile.ts group_members',
  // What waits for a webhook is found together with how it stands, in one statement over all that are due, or of a page.
  'webhooks/lease.ts journal_arrivals',
  'webhooks/webhook.ts journal_arrivals',
  // The devices of a partner's batch, over all its submissions, in one statement that pages.
  'partner-batches/devices.ts registrations',
  'partner-batches/list.ts registrations',
  // A provider's way to the consents of its resellers: one statement, however many there are.
  'consent/effective.ts partner_links',
  // A role that lets people use a delegation is in use.
  'organizations/own-roles.ts delegation_members',
  'partner-batches/apply-policies.ts registrations',
  // The devices of an order by whether their registrations stand, in one statement that pages and counts.
  'orders/order-devices.ts registrations',
  // Counts of all batches of an import, whatever their tenants, in one statement.
  'files/customers.ts batches',
])

const statement = /\b(?:selectFrom|insertInto|updateTable|deleteFrom|insertMany|\w+Join)\(\s*(\[[^\]]*\]|'[^']+')/g

async function sources(): Promise<{ path: string; text: string }[]> {
  const root = new URL('.', import.meta.url)
  const paths = (await readdir(root, { recursive: true })).filter(
    path => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/^(store|testing)\//.test(path),
  )
  return Promise.all(paths.map(async path => ({ path, text: await readFile(new URL(path, root), 'utf8') })))
}

test('no feature touches the tables of another', async () => {
  const strange: string[] = []
  let seen = 0
  for (const { path, text } of await sources())
    for (const [, named = ''] of text.matchAll(statement))
      for (const [, table = ''] of named.matchAll(/'(\w+)(?: as \w+)?'/g)) {
        const owner = (owners as Record<string, string | undefined>)[table]
        if (owner === undefined) continue
        seen += 1
        if (owner !== dirname(path) && !exceptions.has(`${path} ${table}`)) strange.push(`${path} ${table}`)
      }
  assert.ok(seen > 50, `${seen} statements were found`)
  assert.deepEqual(strange, [])
})

test('SQL that names tables is written in the store only: the scope rules cannot look into it', async () => {
  const written = (await sources())
    .filter(({ text }) =>
      [...text.matchAll(/\bsql(?:<[^>]*>)?`([^`]*)`/g)].some(([, body = '']) =>
        /\b(from|join|into|update)\b/i.test(body),
      ),
    )
    .map(({ path }) => path)
  assert.deepEqual(written, [])
})
