import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { exitCodes } from '../exit-codes.ts'
import { Failure, fileFailure, withoutDot } from '../failure.ts'

/** What the service says of an error, RFC 9457. */
interface Problem {
  readonly code?: string
  readonly detail?: string
  readonly remedy?: string
}

/** One request to the service. */
export interface ServiceRequest {
  readonly method?: 'GET' | 'PATCH' | 'POST' | 'PUT'
  /** Below `/api/v1/`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  /** Sent as it is, piece by piece. */
  readonly body?: AsyncIterable<Uint8Array>
  readonly contentType?: string
  /** Sent as JSON, in place of a body. */
  readonly json?: object
}

/** The options that every command with a client has. */
export interface ServiceFlags {
  readonly server?: string
  readonly tokenFile?: string
}

const attempts = 6
/** Busy, or away for a moment: reading is tried again then. */
const worthAskingAgain = new Set([429, 502, 503, 504])

const reasonOf = (error: unknown): string => {
  const { cause, message } = error as Error
  return withoutDot(cause instanceof Error && cause.message ? cause.message : message)
}

function urlOf(server: string | undefined): string {
  const named = server ?? process.env['HAILPORT_URL']
  if (named && /^https?:\/\//.test(named) && URL.canParse(named)) return named.replace(/\/+$/, '')
  const why = named ? `${named} is no http(s) URL` : 'its address is not given'
  throw new Failure(
    { what: 'The service cannot be asked', why, remedy: 'Give --server https://…, or set HAILPORT_URL.' },
    exitCodes.usage,
  )
}

function tokenOf(file: string | undefined): string {
  let token = process.env['HAILPORT_TOKEN'] ?? ''
  try {
    if (file !== undefined) token = readFileSync(file, 'utf8')
  } catch (error) {
    throw fileFailure(`${file} cannot be read`, error)
  }
  token = token.trim()
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new Failure(
    {
      what: 'The service cannot be asked',
      why: token === '' ? 'there is no access token' : 'the access token has characters that no token has',
      remedy: 'Set HAILPORT_TOKEN, or name a file that holds the token: --token-file FILE.',
    },
    exitCodes.usage,
  )
}

/** Asks a running service in somebody's name. Every method throws Failure. */
export class ServiceClient {
  readonly url: string
  readonly #token: string
  /** Once it has answered: then a restart is waited for, while a wrong address is told at once. */
  #reached = false

  constructor({ server, tokenFile }: ServiceFlags) {
    this.url = urlOf(server)
    this.#token = tokenOf(tokenFile)
  }

  /** Reads or does something. Reading is tried again, with growing waits, when the service is away or busy in between. */
  async json<T>(request: ServiceRequest): Promise<T> {
    return (await (await this.send(request)).json()) as T
  }

  /** @returns an answer that is no error. */
  async send(request: ServiceRequest): Promise<Response> {
    const mayRepeat = (request.method ?? 'GET') === 'GET'
    for (let attempt = 1; ; attempt++) {
      const last = !mayRepeat || !this.#reached || attempt === attempts
      const answer = await this.#once(request).catch((error: unknown) => {
        if (last) throw this.#offline(error)
      })
      this.#reached ||= answer !== undefined
      if (answer?.ok) return answer
      if (answer && (last || !worthAskingAgain.has(answer.status))) throw await this.#refused(answer)
      await answer?.body?.cancel()
      const asked = Number(answer?.headers.get('retry-after')) * 1000
      await pause(asked > 0 ? Math.min(asked, 60_000) : 250 * 2 ** attempt)
    }
  }

  #once({ method = 'GET', path, query = {}, body, contentType, json }: ServiceRequest): Promise<Response> {
    const url = new URL(`${this.url}/api/v1/${path}`)
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value)
    return fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        accept: 'application/json',
        ...(contentType && { 'content-type': contentType }),
        ...(json && { 'content-type': 'application/json' }),
      },
      ...(json && { body: JSON.stringify(json) }),
      ...(body && { body: ReadableStream.from(body), duplex: 'half' }),
    })
  }

  #offline(error: unknown): Failure {
    return new Failure(
      {
        what: `${this.url} cannot be reached`,
        why: reasonOf(error),
        remedy:
          'Check the address and the network. A private certificate authority: NODE_EXTRA_CA_CERTS names its file.',
      },
      exitCodes.offline,
    )
  }

  async #refused(answer: Response): Promise<Failure> {
    const { code, detail, remedy } = (await answer.json().catch(() => ({}))) as Problem
    return new Failure(
      {
        what: `The service says no (${code ?? answer.status})`,
        why: withoutDot(detail ?? `it answered ${answer.status} ${answer.statusText}`),
        remedy: remedy ?? 'Check that the address is that of a Hailport service.',
      },
      exitCodes.refused,
    )
  }
}

/** Lines for the help of a command with a client. */
export const serviceHelp = `
Environment: HAILPORT_URL is the address of the service, where --server is absent; HAILPORT_TOKEN an access token of yours, which is
better there, or in a file, than in a command line that others can read.
`
