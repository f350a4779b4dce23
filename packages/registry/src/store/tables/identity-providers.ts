/** External OpenID providers: tables of migration 0009. */

export interface IdentityProvidersTable {
  organization_id: string
  id: string
  label: string
  issuer: string
  client_id: string
  /** How this service proves itself there: none, secret or key. */
  credential_kind: string
  /** The secret, or the private key in PEM, sealed. */
  credential: Uint8Array | null
  /** JSON, as `ProviderSettings`. */
  settings: string
  created_at: number
  updated_at: number
  disabled_at: number | null
}

/** What leads to a provider before the organization is known, hence not scoped: its e-mail domains, and its issuer when its tokens are accepted. */
export interface IdentityProviderNamesTable {
  /** domain or issuer. */
  kind: string
  name: string
  organization_id: string
  provider_id: string
}

/** Who a person is at a provider. */
export interface ExternalIdentitiesTable {
  organization_id: string
  provider_id: string
  /** The `sub` that the provider gives. */
  subject: string
  person_id: string
  created_at: number
  last_used_at: number | null
}

/** Sign-ins that are under way at a provider. Looked up by the digest of what the browser holds. */
export interface ExternalSignInsTable {
  digest: Uint8Array
  state: string
  expires_at: number
}

export interface IdentityProviderTables {
  identity_providers: IdentityProvidersTable
  identity_provider_names: IdentityProviderNamesTable
  external_identities: ExternalIdentitiesTable
  external_sign_ins: ExternalSignInsTable
}

export const identityProviderScopes = {
  identity_providers: 'organization_id',
  external_identities: 'organization_id',
} as const satisfies Partial<Record<keyof IdentityProviderTables, string>>
