/** How an organization uses a provider. */
export interface ProviderSettings {
  /** Scopes beside `openid`. */
  readonly scopes: readonly string[]
  /** People with addresses of these domains are led to the provider. */
  readonly emailDomains: readonly string[]
  /** What becomes of somebody who is not known yet. */
  readonly newPeople: 'create' | 'refuse'
  /** Whether a person who is here already is found by an e-mail address that the provider says is verified. */
  readonly linkByEmail: boolean
  /** Who asks for a second factor: this service by its policy, or the provider by its own. */
  readonly secondFactor: 'here' | 'provider'
  /** Where groups or roles stand in the ID token; with dots for what lies deeper, such as `realm_access.roles`. */
  readonly roleClaim: string
  /** With any, the provider decides about roles: they are set anew at each sign-in. */
  readonly roleMapping: readonly RoleMapping[]
  /** Roles that everybody from there has. Without a mapping, they are given once, to new people. */
  readonly defaultRoles: readonly string[]
  /** Whether access tokens of the provider are good at the APIs. People's are so only when second factors are the provider's matter. */
  readonly acceptTokens: boolean
  /** What these tokens may be for, beside the addresses of this service. */
  readonly tokenAudiences: readonly string[]
  /** Clients at the provider whose tokens are taken. */
  readonly clients: readonly ClientMapping[]
}

/** A client at the provider, and the application of the organization that it is here. */
export interface ClientMapping {
  /** As `azp`, `appid` or `client_id` names it. */
  readonly clientId: string
  readonly applicationId: string
  /** `sub` of the tokens that the client gets for itself, where that is neither its id nor marked with `idtyp`. */
  readonly subject?: string
}

export interface RoleMapping {
  /** A group or role as the provider names it. */
  readonly value: string
  readonly role: string
}

export const standardSettings: ProviderSettings = {
  scopes: ['profile', 'email'],
  emailDomains: [],
  newPeople: 'create',
  linkByEmail: false,
  secondFactor: 'here',
  roleClaim: 'groups',
  roleMapping: [],
  defaultRoles: [],
  acceptTokens: false,
  tokenAudiences: [],
  clients: [],
}

/** What lists in the settings hold at most. */
export const providerLimits = {
  perOrganization: 20,
  emailDomains: 100,
  roleMapping: 500,
  tokenAudiences: 10,
  clients: 100,
}
