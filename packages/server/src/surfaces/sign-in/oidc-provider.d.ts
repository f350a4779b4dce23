/** The part of oidc-provider that Hailport uses; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export interface Adapter {
    upsert(id: string, payload: object, expiresInSeconds?: number): Promise<void>
    find(id: string): Promise<object | undefined>
    findByUid(uid: string): Promise<object | undefined>
    findByUserCode(userCode: string): Promise<object | undefined>
    consume(id: string): Promise<void>
    destroy(id: string): Promise<void>
    revokeByGrantId(grantId: string): Promise<void>
  }

  export interface Client {
    readonly clientId: string
    readonly clientName: string
    readonly clientAuthMethod: string
    readonly applicationType: string
    readonly redirectUris: readonly string[]
    clientSecret?: string
    compareClientSecret(actual: string): boolean
    grantTypeAllowed(type: string): boolean
  }

  export interface Session {
    jti: string
    uid: string
    accountId?: string
    loginTs?: number
    amr?: readonly string[]
    resetIdentifier(): void
    state?: { readonly secret: string }
  }

  export interface Grant {
    addOIDCScope(scope: string): void
    addResourceScope(resource: string, scope: string): void
    rejectResourceScope(resource: string, scope: string): void
    save(): Promise<string>
  }

  export interface OidcContext {
    readonly route: string
    readonly provider: Provider
    readonly client: Client
    readonly params: Readonly<Record<string, string | string[] | undefined>>
    readonly account?: Account
    readonly session?: Session
    readonly result?: { readonly consent?: object }
    readonly resourceServers: Readonly<Record<string, unknown>>
    entity(name: string, value: unknown): void
    issuer: string
    urlFor(name: string): string
  }

  export interface Context {
    readonly req: IncomingMessage
    readonly res: ServerResponse
    readonly oidc?: OidcContext
    status: number
    type: string
    body: unknown
    readonly response: { get(name: string): string | string[] }
    set(name: string, value: string | string[]): void
    remove(name: string): void
  }

  export interface Account {
    readonly accountId: string
    claims(use: string, scope: string): Promise<Record<string, unknown>>
  }

  /** A token while it is made. */
  export interface Token {
    readonly kind: string
    readonly accountId?: string
    readonly client?: Client
    readonly scope?: string
  }

  export interface Interaction {
    readonly uid: string
    readonly prompt: { readonly name: string; readonly reasons: readonly string[] }
    readonly params: Readonly<Record<string, string | undefined>>
    readonly session?: { readonly accountId: string }
    readonly returnTo: string
  }

  interface Check {
    readonly reason: string
    check: (context: Context) => boolean | Promise<boolean>
  }
  interface Checks {
    get(reason: string): Check | undefined
    remove(reason: string): void
    add(check: Check): void
  }
  export const interactionPolicy: {
    base(): { get(name: string): { readonly checks: Checks } | undefined }
    readonly Check: new (
      reason: string,
      description: string,
      check: (context: Context) => boolean,
      details?: (context: Context) => object,
    ) => Check
  }

  /** An error of the provider; what it tells nobody stands in `error_detail`. */
  export interface ProviderError extends Error {
    readonly error: string
    readonly status?: number
    readonly error_description?: string
    readonly error_detail?: string
  }

  export default class Provider {
    static readonly ctx: Context | undefined
    constructor(issuer: string, configuration: object)
    proxy: boolean
    on(event: 'grant.success', listener: (context: Context) => void): void
    readonly issuer: string
    readonly Client: { prototype: Client }
    readonly Session: {
      get(context: Context): Promise<Session>
      find(id: string): Promise<Session | undefined>
      instantiate(payload?: object): Session
    }
    readonly Grant: new (of: {
      accountId: string
      clientId: string
    }) => Grant
    readonly OIDCContext: { prototype: { clientJwtAuthExpectedAudience(): Set<string> } }
    readonly ReplayDetection: { unique(issuer: string, jti: string, expiresAtSeconds: number): Promise<boolean> }
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): this
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>
    interactionResult(request: IncomingMessage, response: ServerResponse, result: object): Promise<string>
    on(event: string, listener: (context: Context, error: ProviderError) => void): this
  }

  export const errors: Record<
    'InvalidTarget' | 'InvalidGrant' | 'InvalidScope' | 'AccessDenied' | 'SessionNotFound',
    new (
      description?: string,
    ) => Error
  >
}
