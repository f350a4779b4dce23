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

  export interface Context {
    readonly oidc?: { readonly route: string }
    body: unknown
  }

  export default class Provider {
    constructor(issuer: string, configuration: object)
    proxy: boolean
    readonly Client: { prototype: { clientSecret?: string; compareClientSecret(actual: string): boolean } }
    readonly ReplayDetection: { unique(issuer: string, jti: string, expiresAtSeconds: number): Promise<boolean> }
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): this
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    on(event: 'server_error', listener: (context: unknown, error: Error) => void): this
  }

  export const errors: { InvalidTarget: new (description?: string) => Error }
}
