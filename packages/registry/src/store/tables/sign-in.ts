import type { Json, Key, Millis } from '../schema.ts'

/** Looked up by client id before the organization is known, hence not scoped. */
export interface ApplicationsTable {
  id: string
  organization_id: string
  name: string
  roles: Json
  created_at: Millis
  revoked_at: Millis | null
  redirect_uris: Json | null
  /** 1 for a program that can keep no secret, such as a command line. */
  public_client: number | null
  /** 1 when people of every organization may sign in to it. */
  any_organization: number | null
}

/** Of applications, by whose id they are looked up. */
export interface ApplicationCredentialsTable {
  application_id: string
  id: string
  /** secret, certificate or key. */
  kind: string
  name: string
  /** Of a secret: its SHA-256. */
  digest: Key | null
  /** Of a certificate or key: the public key. */
  jwk: Json | null
  /** Of a certificate: its SHA-256, base64url, as `x5t#S256` has it. */
  thumbprint: string | null
  created_at: Millis
  expires_at: Millis | null
  /** As of `organizations/last-use.ts`: to the hour. */
  last_used_at: Millis | null
}

/** What people have let applications of other organizations do in their name. */
export interface ApplicationConsentsTable {
  organization_id: string
  person_id: string
  application_id: string
  scopes: Json
  granted_at: Millis
}

/** State of the OpenID provider, by its own adapter contract. */
export interface OidcStateTable {
  model: string
  id: string
  payload: Json
  expires_at: Millis | null
  grant_id: string | null
  /** Where it may be used; null as long as it is not known, as with device codes that nobody has confirmed yet. */
  organization_id: string | null
  person_id: string | null
  /** A second way to it: the user code of a device code; the client of a grant or refresh token. */
  lookup: string | null
}

export interface SignInTables {
  applications: ApplicationsTable
  application_credentials: ApplicationCredentialsTable
  application_consents: ApplicationConsentsTable
  oidc_state: OidcStateTable
}

/** As `scopeColumn` of `schema.ts`. */
export const signInScopes = { application_consents: 'organization_id' } as const satisfies Partial<
  Record<keyof SignInTables, string>
>
