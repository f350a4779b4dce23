/** How people sign in: tables of migration 0005. */

/** Says which people an e-mail address may be: looked up before the organization is known, hence not scoped. */
export interface SignInNamesTable {
  email: string
  organization_id: string
  person_id: string
}

export interface PersonCredentialsTable {
  organization_id: string
  person_id: string
  /** Argon2id digest with its salt and parameters, as a PHC string. */
  password: string | null
  password_set_at: number | null
  /** Secret of the authenticator app, sealed. */
  totp: Uint8Array | null
  /** When it was confirmed, ms. */
  totp_since: number | null
  /** Time step of the last code that was taken: it, and those before it, are not taken again. */
  totp_step: number | null
}

export interface PasskeysTable {
  organization_id: string
  person_id: string
  id: string
  credential_id: Uint8Array
  /** COSE key. */
  public_key: Uint8Array
  /** Signature counter; 0 where the authenticator has none. */
  counter: number
  transports: string
  name: string
  /** 0 or 1: whether the authenticator's maker copies it to other devices of the person. */
  synced: number
  created_at: number
  last_used_at: number | null
}

export interface RecoveryCodesTable {
  organization_id: string
  person_id: string
  digest: Uint8Array
}

export interface SignInPoliciesTable {
  organization_id: string
  /** optional, privileged or everyone: who needs a second factor. */
  second_factor: string
  updated_at: number
  /** 1: passwords and passkeys of this service are off, but for the people of `break_glass`. */
  external_only: number | null
  /** Ids of people, as JSON. */
  break_glass: string | null
}

/** Looked up by digest before the organization is known, hence not scoped. */
export interface SignInLinksTable {
  digest: Uint8Array
  id: string
  organization_id: string
  person_id: string
  /** 0 or 1: whether using it removes the second factors. */
  resets_factors: number
  created_at: number
  created_by: string
  expires_at: number
}

/** Sign-ins that are under way: between the first factor and the session. */
export interface PendingSignInsTable {
  digest: Uint8Array
  state: string
  expires_at: number
}

/** Failed attempts by person, unknown name or network; keys are digests, so that addresses do not stand in the store. */
export interface SignInFailuresTable {
  key: Uint8Array
  failures: number
  last_at: number
  /** No attempt is taken before; 0 when the next one is free. */
  blocked_until: number
}

/** Looked up by digest before the organization is known, hence not scoped. */
export interface SessionsTable {
  digest: Uint8Array
  id: string
  organization_id: string
  person_id: string
  /** Everybody that the first factor proved, as JSON: whom the person may switch to. */
  people: string
  amr: string
  address: string
  user_agent: string
  created_at: number
  last_used_at: number
  expires_at: number
}

export interface CredentialTables {
  sign_in_names: SignInNamesTable
  person_credentials: PersonCredentialsTable
  passkeys: PasskeysTable
  recovery_codes: RecoveryCodesTable
  sign_in_policies: SignInPoliciesTable
  sign_in_links: SignInLinksTable
  pending_sign_ins: PendingSignInsTable
  sign_in_failures: SignInFailuresTable
  sessions: SessionsTable
}

export const credentialScopes = {
  person_credentials: 'organization_id',
  passkeys: 'organization_id',
  recovery_codes: 'organization_id',
  sign_in_policies: 'organization_id',
} as const satisfies Partial<Record<keyof CredentialTables, string>>
