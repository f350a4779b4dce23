import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP } from 'node:net'
import { type Message, RegistryError, type SendResult, type WebhookSender } from '@hailport/registry'
import { isPublicAddress } from '../outgoing/addresses.ts'
import { AddressRefused, lookupAllowed } from '../outgoing/lookup.ts'
import type { WebhookAddresses } from './addresses.ts'

/** Bytes of an answer that are read; the registry keeps fewer. */
const answerBytes = 4_096

function allowance({ where, networks }: WebhookAddresses): (address: string) => boolean {
  const own = new BlockList()
  for (const { address, prefix, family } of networks) own.addSubnet(address, prefix, family)
  return address =>
    where !== 'public' || isPublicAddress(address) || own.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** The beginning of an answer, whatever it is: the rest is nobody's business. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part)
    bytes += part.length
    if (bytes >= answerBytes) break
  }
  return Buffer.concat(parts).subarray(0, answerBytes).toString()
}

/** What Retry-After asks for: seconds, or a date. */
function waitOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

function explain(error: unknown, timeout: AbortSignal, timeoutMs: number): string {
  if (timeout.aborted) return `No answer within ${timeoutMs / 1000} s.`
  const { message = '', code } = error as { message?: string; code?: string }
  if (error instanceof AddressRefused || code === undefined) return message
  return message.includes(code) ? message : `${message} (${code})`
}

/**
 * Sends messages over HTTP. An address is what a customer typed in: so it must not lead into the operator's network, no redirect is
 * followed, and an answer ends in time and size.
 */
export function webhookSender(addresses: WebhookAddresses, timeoutMs: number): WebhookSender {
  const isAllowed = allowance(addresses)
  const lookup = lookupAllowed(isAllowed)
  const refusal = (url: URL): string | undefined => {
    if (url.protocol !== 'https:' && addresses.where !== 'any') return 'must be an https address'
    const host = url.hostname.replace(/^\[|\]$/g, '')
    return isIP(host) !== 0 && !isAllowed(host) ? 'must not be at a private address' : undefined
  }
  const post = ({ url, headers, body }: Message, signal: AbortSignal) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const target = new URL(url)
      const refused = refusal(target)
      if (refused !== undefined) return reject(new AddressRefused(`The address ${refused}.`))
      const bytes = Buffer.from(body)
      const request = (target.protocol === 'https:' ? httpsRequest : httpRequest)(
        target,
        {
          method: 'POST',
          headers: { ...headers, 'content-length': bytes.length, 'accept-encoding': 'identity' },
          agent: false,
          signal,
          lookup,
        },
        resolve,
      )
      request.on('error', reject)
      request.end(bytes)
    })
  return {
    requireAllowed(url) {
      const refused = refusal(url)
      if (refused !== undefined) throw new RegistryError('invalid_request', `url ${refused}.`, { field: 'url' })
    },
    async send(message, signal): Promise<SendResult> {
      const began = performance.now()
      const timeout = AbortSignal.timeout(timeoutMs)
      const took = () => ({ tookMs: Math.round(performance.now() - began) })
      try {
        const answer = await post(message, AbortSignal.any([signal, timeout]))
        const { statusCode: status = 0, headers } = answer
        // A receiver that says yes and then breaks off has said yes.
        const text = await beginningOf(answer).catch(() => '')
        const retryAfterMs = waitOf(headers['retry-after'])
        return { status, answer: text, ...(retryAfterMs !== undefined && { retryAfterMs }), ...took() }
      } catch (error) {
        return { problem: explain(error, timeout, timeoutMs), ...took() }
      }
    },
  }
}
