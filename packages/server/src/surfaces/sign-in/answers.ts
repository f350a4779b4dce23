import type { IncomingMessage } from 'node:http'
import type Provider from 'oidc-provider'
import type { Context, ProviderError } from 'oidc-provider'
import { askedOf } from './asked.ts'
import { faultBody } from './fault.ts'
import { requestIds } from './inner-request.ts'
import type { ProviderDeps } from './provider.ts'
import { toFault } from './provider-faults.ts'

interface TokenAnswer {
  readonly access_token: string
  readonly scope?: string
  readonly id_token?: string
  readonly expires_in: number
}

const claimsOf = (jwt: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())

/** What clients of Entra ID read of a token answer beside what OAuth has. */
function tokenAnswer(body: TokenAnswer, request: IncomingMessage): object {
  const claims = claimsOf(body.access_token)
  const asked = askedOf(request)
  const audience = String(claims['aud'])
  const openId = (body.scope ?? '').split(' ').filter(name => asked.scopes?.openId.includes(name))
  const names = String(claims['scp'] ?? '')
    .split(' ')
    .filter(name => name !== '')
  // A client looks for what it has asked for in what it was given.
  const all = [...openId, ...names.map(name => `${audience}/${name}`), `${audience}/.default`]
  const { scope: _scope, ...rest } = body
  return {
    token_type: 'Bearer',
    ...(claims['scp'] !== undefined && { scope: all.join(' ') }),
    ...rest,
    ext_expires_in: body.expires_in,
    ...(asked.clientInfo &&
      claims['scp'] !== undefined && {
        client_info: Buffer.from(JSON.stringify({ uid: claims['oid'], utid: claims['tid'] })).toString('base64url'),
      }),
  }
}

function deviceAnswer(body: Record<string, unknown>, baseUrl: string): object {
  const { user_code, device_code, expires_in } = body
  const verification_uri = `${baseUrl}/devicelogin`
  return {
    user_code,
    device_code,
    verification_uri,
    verification_uri_complete: `${verification_uri}?user_code=${encodeURIComponent(String(user_code))}`,
    expires_in,
    interval: 5,
    message: `To sign in, use a web browser to open the page ${verification_uri} and enter the code ${user_code} to authenticate.`,
  }
}

/** Gives answers of the provider the form that clients of Entra ID expect. */
export function useAnswers(provider: Provider, { registry, baseUrl }: ProviderDeps): void {
  const refused = new WeakMap<Context, ProviderError>()
  for (const event of ['grant.error', 'device_authorization.error', 'server_error'])
    provider.on(event, (context, error) => refused.set(context, error))
  provider.use(async (context, next) => {
    await next()
    const route = context.oidc?.route
    if (route !== 'token' && route !== 'device_authorization') return
    const error = refused.get(context)
    if (error) {
      const fault = askedOf(context.req).fault ?? toFault(error)
      if (error.error !== undefined) context.status = fault.status
      context.body = faultBody(fault, requestIds(context.req), registry.now(), baseUrl)
      context.type = 'json'
    } else if (route === 'token') context.body = tokenAnswer(context.body as TokenAnswer, context.req)
    else context.body = deviceAnswer(context.body as Record<string, unknown>, baseUrl)
  })
}
