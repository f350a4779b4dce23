import { setTimeout as pause } from 'node:timers/promises'
import { signAssertion } from '@hailport/registry/line'
import { exitCodes } from '../exit-codes.ts'
import { Failure, withoutDot } from '../failure.ts'
import type { EntryResult } from './queue.ts'
import type { Station } from './station.ts'

/** How often and how long the service is asked. */
export interface Patience {
  /** Attempts of each request. */
  readonly attempts: number
  /** Wait before the second attempt, ms; doubled up to `longestMs`. */
  readonly firstMs: number
  readonly longestMs: number
  /** Told before each wait. */
  readonly onRetry: (why: string, waitMs: number) => void
}

export const usualPatience = { attempts: 6, firstMs: 1_000, longestMs: 30_000 }

/** An answer is not waited for any longer, ms. */
const answerMs = 60_000

interface Problem {
  readonly code?: string
  readonly detail?: string
  readonly remedy?: string
}

/** What the registry says to a report. */
export interface ReportAnswer {
  readonly report: { readonly id: string; readonly station: { readonly clockSkewMs: number } }
  readonly results: readonly EntryResult[]
}

/** A device of the maker, from whatever source. */
export interface RecordAnswer {
  readonly items: readonly {
    readonly id: string
    readonly serialNumber: string | null
    readonly manufacturer: string | null
    readonly model: string | null
    readonly productKeyId: string | null
    readonly facts: string
  }[]
  readonly cursor: string
  readonly more: boolean
}

const reasonOf = (error: unknown): string => {
  const { cause, message } = error as Error
  return withoutDot(cause instanceof Error && cause.message ? cause.message : message)
}

const passing = (status: number): boolean => status === 408 || status === 429 || status >= 500

/** The service as a station talks to it: signed, with retries, and with the time of the service when the own clock is wrong. */
export class LineService {
  readonly #station: Station
  readonly #patience: Patience
  /** What to add to the own clock to have the time of the service, ms. */
  #correction = 0

  constructor(station: Station, patience: Patience) {
    this.#station = station
    this.#patience = patience
  }

  /** @throws Failure offline or refused. */
  report(entries: readonly string[]): Promise<ReportAnswer> {
    return this.#ask<ReportAnswer>('line-reports', JSON.stringify({ entries }))
  }

  /** @throws Failure offline or refused. */
  records(after: { cursor?: string; since?: string }): Promise<RecordAnswer> {
    return this.#ask<RecordAnswer>(`line-records?${new URLSearchParams({ limit: '1000', ...after })}`)
  }

  async #ask<T>(path: string, body?: string): Promise<T> {
    const { attempts, onRetry } = this.#patience
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#once(path, body).catch((error: unknown) => {
        if (attempt >= attempts) throw this.#offline(error)
        return reasonOf(error)
      })
      if (typeof answer !== 'string' && answer.ok) return (await answer.json()) as T
      let why = answer as string
      let asked = 0
      if (typeof answer !== 'string') {
        const problem = (await answer.json().catch(() => ({}))) as Problem
        const hasTime = problem.code === 'station_clock_wrong' && this.#takeTime(answer)
        if (attempt >= attempts || !(hasTime || passing(answer.status))) throw refused(answer, problem)
        if (hasTime) continue
        why = problem.detail ?? `it answered ${answer.status}`
        asked = Number(answer.headers.get('retry-after') ?? 0) * 1000
      }
      const waitMs = this.#wait(attempt, asked)
      onRetry(why, waitMs)
      await pause(waitMs)
    }
  }

  #wait(attempt: number, asked: number): number {
    const { firstMs, longestMs } = this.#patience
    if (asked > 0) return Math.min(asked, 10 * longestMs)
    const grown = Math.min(longestMs, firstMs * 2 ** (attempt - 1))
    // At random, so that the stations of a hall do not come back together.
    return Math.ceil(grown * (0.5 + Math.random() / 2))
  }

  /** Takes over the time that the answer was given at. @returns whether that changes anything. */
  #takeTime(answer: Response): boolean {
    const correction = Date.parse(answer.headers.get('date') ?? '') - Date.now()
    if (Number.isNaN(correction) || Math.abs(correction - this.#correction) < 60_000) return false
    this.#correction = correction
    return true
  }

  async #once(path: string, body: string | undefined): Promise<Response> {
    const { settings, key, thumbprint } = this.#station
    const { partnerId, url } = settings
    const clock = Date.now()
    const token = await signAssertion({ partnerId, at: clock + this.#correction, clock }, key, thumbprint)
    return fetch(`${url}/api/v1/partners/${partnerId}/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(answerMs),
    })
  }

  #offline(error: unknown): Failure {
    return new Failure(
      {
        what: `${this.#station.settings.url} cannot be reached`,
        why: reasonOf(error),
        remedy:
          'Nothing is lost: run it again when the network is back. NODE_EXTRA_CA_CERTS names a private authority.',
      },
      exitCodes.offline,
    )
  }
}

function refused(answer: Response, { code, detail, remedy }: Problem): Failure {
  const unknown = answer.status === 401 && code === 'unauthenticated'
  return new Failure(
    {
      what: `The service says no (${code ?? answer.status})`,
      why: withoutDot(detail ?? `it answered ${answer.status} ${answer.statusText}`),
      remedy: unknown
        ? 'Is the station registered with this maker? "hailport line status" shows its key.'
        : (remedy ?? 'Check that the address is that of a Hailport service.'),
    },
    passing(answer.status) ? exitCodes.offline : exitCodes.refused,
  )
}
