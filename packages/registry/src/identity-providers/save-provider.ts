import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import {
  findTenantDomain,
  liveApplications,
  type Organization,
  type Principal,
  requireMayGive,
  requireOrganization,
  requirePermission,
  requireRoles,
} from '../organizations/index.ts'
import { type IdentityProvidersTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { requireText } from '../text.ts'
import { checkSettings, requireIssuer, requireOwnDomains } from './checks.ts'
import {
  findProviderRow,
  type IdentityProvider,
  type OpenedProvider,
  openProviderRow,
  type ProviderCredential,
  type ProviderRef,
  sealCredential,
  toProvider,
} from './provider.ts'
import { type ProviderSettings, providerLimits, standardSettings } from './settings.ts'

/** A provider as it is asked for; what is absent in a change stays. */
export interface ProviderChange extends Partial<ProviderSettings> {
  readonly label?: string
  readonly clientId?: string
  readonly credential?: ProviderCredential
  readonly disabled?: boolean
}

export interface NewProvider extends ProviderChange {
  readonly label: string
  readonly issuer: string
  readonly clientId: string
}

/** Asks the provider who it is, before anything is stored. @throws identity_provider_unavailable */
export type ProviderCheck = (provider: OpenedProvider) => Promise<void>

function settingsOf(change: ProviderChange, before: ProviderSettings): ProviderSettings {
  const given = Object.entries(change).filter(([name, value]) => name in standardSettings && value !== undefined)
  const names = Object.keys(standardSettings) as (keyof ProviderSettings)[]
  const kept = Object.fromEntries(names.map(name => [name, before[name]]))
  return checkSettings({ ...standardSettings, ...kept, ...Object.fromEntries(given) })
}

function changedRow(
  registry: Registry,
  row: IdentityProvidersTable,
  change: ProviderChange,
  settings: ProviderSettings,
): IdentityProvidersTable {
  const now = registry.now()
  const { label, clientId, credential, disabled } = change
  return {
    ...row,
    ...(label !== undefined && { label: requireText(label, 'label', 100) }),
    ...(clientId !== undefined && { client_id: requireText(clientId, 'clientId', 300) }),
    ...(credential && sealCredential(registry, row, credential)),
    settings: JSON.stringify(settings),
    updated_at: now,
    disabled_at: disabled === undefined ? row.disabled_at : disabled ? (row.disabled_at ?? now) : null,
  }
}

/** What the settings name must be there, and be the principal's to give. @throws invalid_request, forbidden */
async function requireNamed(
  db: Store['db'],
  principal: Principal,
  organization: Organization,
  settings: ProviderSettings,
  before: ProviderSettings,
): Promise<void> {
  await requireRoles(db, principal, organization, [
    ...settings.defaultRoles,
    ...settings.roleMapping.map(({ role }) => role),
  ])
  const added = settings.emailDomains.filter(domain => !before.emailDomains.includes(domain))
  const own = organization.kind === 'tenant' ? await findTenantDomain(db, organization.id) : undefined
  requireOwnDomains(added, own, principal.organization.kind === 'registry')
}

/**
 * The applications that clients at the provider are to be. A client is a way to act as its application, like a credential of it.
 * @throws invalid_request, forbidden
 */
async function requireApplications(
  db: Store['db'],
  principal: Principal,
  organization: Organization,
  settings: ProviderSettings,
  before: ProviderSettings,
): Promise<void> {
  const known = new Set(before.clients.map(each => JSON.stringify(each)))
  const added = settings.clients.filter(each => !known.has(JSON.stringify(each)))
  if (added.length === 0 && (before.acceptTokens || !settings.acceptTokens)) return
  requirePermission(principal, 'applications.manage')
  const ids = [...new Set(settings.clients.map(each => each.applicationId))]
  const roles = await liveApplications(db, organization.id, ids)
  const missing = ids.find(id => !roles.has(id))
  if (missing !== undefined)
    throw new RegistryError('invalid_request', `The organization has no application ${missing}.`, { field: 'clients' })
  await requireMayGive(db, principal, organization.id, [...roles.values()].flat())
}

/** Two providers that vouch for the same issuer would leave open whose word a token is. */
async function requireOneOfIssuer(db: Store['db'], row: IdentityProvidersTable, accepts: boolean): Promise<void> {
  if (!accepts || row.disabled_at !== null) return
  const other = await db
    .selectFrom('identity_provider_names')
    .select('provider_id')
    .where('kind', '=', 'issuer')
    .where('name', '=', row.issuer)
    .where('organization_id', '=', row.organization_id)
    .where('provider_id', '<>', row.id)
    .executeTakeFirst()
  if (other)
    throw new RegistryError('conflict', 'Tokens of this issuer are accepted by another provider of yours already.', {
      field: 'acceptTokens',
    })
}

/** Writes what leads to the provider before the organization is known. */
async function writeNames(tx: Tx, row: IdentityProvidersTable, settings: ProviderSettings): Promise<void> {
  await removeNames(tx, { organizationId: row.organization_id, providerId: row.id })
  if (row.disabled_at !== null) return
  const place = { organization_id: row.organization_id, provider_id: row.id }
  const names = settings.emailDomains.map(name => ({ kind: 'domain', name, ...place }))
  if (settings.acceptTokens) names.push({ kind: 'issuer', name: row.issuer, ...place })
  if (names.length > 0) await tx.db.insertInto('identity_provider_names').values(names).execute()
}

export async function removeNames(tx: Tx, { organizationId, providerId }: ProviderRef): Promise<void> {
  await tx.db
    .deleteFrom('identity_provider_names')
    .where('organization_id', '=', organizationId)
    .where('provider_id', '=', providerId)
    .execute()
}

/**
 * Adds a provider. The principal becomes able to decide who is who: hence `sign-in.manage`, and no role that it could not give itself.
 * @throws identity_provider_unavailable when the provider does not answer as one; nothing is stored then.
 */
export async function createIdentityProvider(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  input: NewProvider,
  check: ProviderCheck,
): Promise<IdentityProvider> {
  requirePermission(principal, 'sign-in.manage')
  const organization = await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  const settings = settingsOf(input, standardSettings)
  const empty: IdentityProvidersTable = {
    organization_id: organizationId,
    id: newId(now),
    label: '',
    issuer: requireIssuer(input.issuer),
    client_id: '',
    credential_kind: 'none',
    credential: null,
    settings: '',
    created_at: now,
    updated_at: now,
    disabled_at: null,
  }
  const row = changedRow(registry, empty, input, settings)
  await requireNamed(registry.store.db, principal, organization, settings, standardSettings)
  await check(openProviderRow(registry, row))
  return registry.store.write(async tx => {
    const own = scopeTo(tx.db, organizationId)
    const there = await own.selectFrom('identity_providers').select('id').execute()
    if (there.length >= providerLimits.perOrganization)
      throw new RegistryError('conflict', `An organization has at most ${providerLimits.perOrganization} providers.`)
    await requireNamed(tx.db, principal, organization, settings, standardSettings)
    await requireApplications(tx.db, principal, organization, settings, standardSettings)
    await requireOneOfIssuer(tx.db, row, settings.acceptTokens)
    await own.insertInto('identity_providers').values(row).execute()
    await writeNames(tx, row, settings)
    const provider = toProvider(row)
    await journalProvider(tx, principal, now, 'created', { after: provider })
    return provider
  })
}

/** Changes a provider, but for its issuer: who people are there would mean something else. @throws not_found */
export async function updateIdentityProvider(
  registry: Registry,
  principal: Principal,
  ref: ProviderRef,
  change: ProviderChange,
  check: ProviderCheck,
): Promise<IdentityProvider> {
  requirePermission(principal, 'sign-in.manage')
  const organization = await requireOrganization(registry, principal, ref.organizationId)
  const before = await findProviderRow(registry.store.db, ref)
  if (!before) throw new RegistryError('not_found')
  if (change.clientId !== undefined || change.credential !== undefined || change.disabled === false)
    await check(openProviderRow(registry, changedRow(registry, before, change, toProvider(before))))
  return registry.store.write(async tx => {
    const row = await findProviderRow(tx.db, ref)
    if (!row) throw new RegistryError('not_found')
    const old = toProvider(row)
    const settings = settingsOf(change, old)
    await requireNamed(tx.db, principal, organization, settings, old)
    await requireApplications(tx.db, principal, organization, settings, old)
    const next = changedRow(registry, row, change, settings)
    await requireOneOfIssuer(tx.db, next, settings.acceptTokens)
    const { organization_id, id, issuer: _issuer, created_at: _at, ...values } = next
    await scopeTo(tx.db, organization_id).updateTable('identity_providers').set(values).where('id', '=', id).execute()
    await writeNames(tx, next, settings)
    const provider = toProvider(next)
    await journalProvider(tx, principal, registry.now(), 'updated', { before: old, after: provider })
    return provider
  })
}

/** Writes down what became of a provider; a new secret shows as a new time of change. */
export async function journalProvider(
  tx: Tx,
  principal: Principal,
  at: number,
  verb: 'created' | 'updated' | 'deleted',
  values: { before?: IdentityProvider; after?: IdentityProvider },
): Promise<void> {
  const { id, organizationId } = (values.after ?? values.before) as IdentityProvider
  await appendJournal(tx, principal, at, [
    { organizationId, action: `identity-provider.${verb}`, subjectKind: 'identity-provider', subjectId: id, ...values },
  ])
}
