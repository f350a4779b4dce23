import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type IdentityProvidersTable, type Store, scopeTo } from '../store/index.ts'
import { type ProviderSettings, standardSettings } from './settings.ts'

/** How this service proves itself at a provider. */
export type ProviderCredential =
  | { readonly kind: 'none' }
  | { readonly kind: 'secret'; readonly secret: string }
  /** A private key, PKCS #8 in PEM, and the id under which the provider knows its public half. */
  | { readonly kind: 'key'; readonly privateKey: string; readonly keyId?: string }

/** An external OpenID provider of an organization, without its credential. */
export interface IdentityProvider extends ProviderSettings {
  readonly id: string
  readonly organizationId: string
  /** What the button says. */
  readonly label: string
  readonly issuer: string
  readonly clientId: string
  readonly credential: ProviderCredential['kind']
  readonly createdAt: number
  readonly updatedAt: number
  readonly disabledAt?: number
}

export const toProvider = (row: IdentityProvidersTable): IdentityProvider => ({
  id: row.id,
  organizationId: row.organization_id,
  label: row.label,
  issuer: row.issuer,
  clientId: row.client_id,
  credential: row.credential_kind as ProviderCredential['kind'],
  ...standardSettings,
  ...JSON.parse(row.settings),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  ...(row.disabled_at !== null && { disabledAt: row.disabled_at }),
})

/** Where a provider is. */
export interface ProviderRef {
  readonly organizationId: string
  readonly providerId: string
}

/** @returns undefined when there is none. */
export async function findProviderRow(
  db: Store['db'],
  { organizationId, providerId }: ProviderRef,
): Promise<IdentityProvidersTable | undefined> {
  return scopeTo(db, organizationId)
    .selectFrom('identity_providers')
    .selectAll()
    .where('id', '=', providerId)
    .executeTakeFirst()
}

const placeOf = ({ organization_id, id }: { organization_id: string; id: string }) =>
  `identity-provider ${organization_id} ${id}`

/** The credential as it is stored: sealed, and bound to its row. */
export function sealCredential(
  registry: Registry,
  row: { organization_id: string; id: string },
  credential: ProviderCredential,
): Pick<IdentityProvidersTable, 'credential_kind' | 'credential'> {
  if (credential.kind === 'none') return { credential_kind: 'none', credential: null }
  const plain = Buffer.from(JSON.stringify(credential))
  return { credential_kind: credential.kind, credential: registry.vault.seal(plain, placeOf(row)) }
}

/** A provider with what it takes to speak with it. Never leaves the service. */
export interface OpenedProvider {
  readonly provider: IdentityProvider
  readonly credential: ProviderCredential
}

export function openProviderRow(registry: Registry, row: IdentityProvidersTable): OpenedProvider {
  const credential: ProviderCredential =
    row.credential === null
      ? { kind: 'none' }
      : JSON.parse(Buffer.from(registry.vault.open(row.credential, placeOf(row))).toString())
  return { provider: toProvider(row), credential }
}

/** An enabled provider, to sign in through; for the sign-in itself. @throws not_found */
export async function openIdentityProvider(registry: Registry, ref: ProviderRef): Promise<OpenedProvider> {
  const row = await findProviderRow(registry.store.db, ref)
  if (!row || row.disabled_at !== null) throw new RegistryError('not_found', 'There is no such identity provider.')
  return openProviderRow(registry, row)
}
