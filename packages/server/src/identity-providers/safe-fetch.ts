import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { isPublicAddress, type ProviderAddresses } from '../outgoing/addresses.ts'
import { lookupAllowed, AddressRefused as ProviderRefused } from '../outgoing/lookup.ts'

/** Longer than this nobody waits for a provider, ms. */
const timeoutMs = 8_000
/** Documents, keys and tokens are far below. */
const maxBytes = 262_144

/** What a request to a provider carries. */
export interface ProviderRequest {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | URLSearchParams | Uint8Array | undefined | null
  readonly signal?: AbortSignal
}

export type ProviderFetch = (url: string, request?: ProviderRequest) => Promise<Response>

/** Why a provider was not asked, or what it answered is not taken. */
export { ProviderRefused }

const lookupPublic = lookupAllowed(isPublicAddress)

function requireAllowed(url: URL, addresses: ProviderAddresses): void {
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && addresses === 'any'))
    throw new ProviderRefused(`${url.origin} is not https.`)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (addresses === 'public' && isIP(host) !== 0 && !isPublicAddress(host))
    throw new ProviderRefused(`${host} is not a public address.`)
}

async function readAll(answer: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > maxBytes) throw new ProviderRefused(`The answer is larger than ${maxBytes} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function send(url: URL, options: RequestOptions, body: ProviderRequest['body']): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, resolve)
    request.on('error', reject)
    request.end(body instanceof URLSearchParams ? body.toString() : (body ?? undefined))
  })
}

/**
 * Makes the function by which providers are asked. The address of a provider is what a customer typed in: so it must not lead into the
 * operator's network, follows no redirect, and ends in time and size.
 */
export function providerFetch(addresses: ProviderAddresses): ProviderFetch {
  return async (target, { method = 'GET', headers = {}, body, signal } = {}) => {
    const url = new URL(target)
    requireAllowed(url, addresses)
    const timeout = AbortSignal.timeout(timeoutMs)
    const answer = await send(
      url,
      {
        method,
        headers: { ...headers, 'accept-encoding': 'identity' },
        agent: false,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(addresses === 'public' && { lookup: lookupPublic }),
      },
      body,
    )
    const content = await readAll(answer)
    const status = answer.statusCode ?? 502
    const pairs = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as [string, string])
    const empty = status === 204 || status === 304 || status < 200
    return new Response(empty ? null : content, { status: status < 200 ? 502 : status, headers: pairs })
  }
}
