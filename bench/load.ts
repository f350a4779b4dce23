import { type Connection, openConnection } from './connection.ts'
import { percentile } from './percentile.ts'

/** What a run with a fixed number of connections saw. Latencies in milliseconds. */
export interface ClosedResult {
  readonly rate: number
  readonly p50: number
  readonly p99: number
}

/** Each connection sends its next request when it has the answer to the last, for some seconds. Every answer must be a 200. */
export async function closedLoop(
  url: URL,
  requests: readonly Buffer[],
  { connections, seconds }: { connections: number; seconds: number },
): Promise<ClosedResult> {
  const latencies: number[] = []
  const start = performance.now()
  const end = start + seconds * 1000
  let next = 0
  const one = () =>
    new Promise<void>((resolve, reject) => {
      let sent = 0
      let isDone = false
      const send = () => {
        sent = performance.now()
        isDone = sent >= end
        if (isDone) connection.close()
        else connection.send(requests[next++ % requests.length] as Buffer)
      }
      const connection: Connection = openConnection(url, {
        opened: send,
        answered(status, head) {
          if (status !== 200) return reject(new Error(`Unexpected answer: ${head.slice(0, 300)}`))
          latencies.push(performance.now() - sent)
          send()
        },
        closed: error => (isDone ? resolve() : reject(error ?? new Error('The server closed a connection.'))),
      })
    })
  await Promise.all(Array.from({ length: connections }, one))
  const elapsed = (performance.now() - start) / 1000
  latencies.sort((a, b) => a - b)
  return { rate: latencies.length / elapsed, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
}

/** What a run at a fixed rate saw. Latencies of good answers in milliseconds, from the time when the request was due. */
export interface OpenResult {
  readonly offered: number
  /** Good answers a second, while requests were due. */
  readonly goodput: number
  readonly good: number
  /** 429 or 503 with Retry-After. */
  readonly refused: number
  /** Any other answer. */
  readonly wrong: number
  /** Connections that broke under a request, or no answer until some seconds after the end. */
  readonly lost: number
  /** Never sent: every connection was taken until the end. */
  readonly unsent: number
  readonly p50: number
  readonly p99: number
}

export interface OpenOptions {
  /** Requests a second. */
  readonly rate: number
  readonly seconds: number
  /** Connections at most; a request that is due when all are taken waits for one. */
  readonly connections: number
}

const patienceMs = 5_000

/** Sends requests when they are due, whether or not earlier ones were answered. */
export function openLoop(url: URL, requests: readonly Buffer[], options: OpenOptions): Promise<OpenResult> {
  return new OpenRun(url, requests, options).run()
}

class OpenRun {
  readonly #url: URL
  readonly #requests: readonly Buffer[]
  readonly #options: OpenOptions
  readonly #free: ((due: number) => void)[] = []
  readonly #all = new Set<Connection>()
  readonly #waiting: number[] = []
  readonly #latencies: number[] = []
  #start = 0
  #next = 0
  #waitingAt = 0
  #goodInTime = 0
  #refused = 0
  #wrong = 0
  #lost = 0
  #flying = 0

  constructor(url: URL, requests: readonly Buffer[], options: OpenOptions) {
    this.#url = url
    this.#requests = requests
    this.#options = options
  }

  async run(): Promise<OpenResult> {
    const { rate, seconds } = this.#options
    const total = Math.round(rate * seconds)
    this.#start = performance.now()
    for (let sent = 0; sent < total; ) {
      const due = Math.min(total, Math.floor(((performance.now() - this.#start) / 1000) * rate) + 1)
      for (; sent < due; sent++) this.#dispatch(this.#start + (sent * 1000) / rate)
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    const unsent = this.#waiting.length - this.#waitingAt
    this.#waitingAt = this.#waiting.length
    const deadline = performance.now() + patienceMs
    while (this.#flying > 0 && performance.now() < deadline) await new Promise(resolve => setTimeout(resolve, 10))
    const lost = this.#lost + this.#flying
    for (const connection of this.#all) connection.close()
    this.#latencies.sort((a, b) => a - b)
    return {
      offered: rate,
      goodput: this.#goodInTime / seconds,
      good: this.#latencies.length,
      refused: this.#refused,
      wrong: this.#wrong,
      lost,
      unsent,
      p50: percentile(this.#latencies, 0.5),
      p99: percentile(this.#latencies, 0.99),
    }
  }

  #dispatch(due: number): void {
    const send = this.#free.pop()
    if (send) {
      send(due)
      return
    }
    this.#waiting.push(due)
    if (this.#all.size < this.#options.connections) this.#open()
  }

  #open(): void {
    let dueOfRequest = 0
    let isFlying = false
    const send = (due: number) => {
      dueOfRequest = due
      isFlying = true
      this.#flying += 1
      connection.send(this.#requests[this.#next++ % this.#requests.length] as Buffer)
    }
    const takeNext = () => {
      if (this.#waitingAt < this.#waiting.length) send(this.#waiting[this.#waitingAt++] as number)
      else this.#free.push(send)
    }
    const connection = openConnection(this.#url, {
      opened: takeNext,
      answered: (status, head) => {
        isFlying = false
        this.#flying -= 1
        this.#count(status, head, dueOfRequest)
        takeNext()
      },
      closed: () => {
        this.#all.delete(connection)
        const at = this.#free.indexOf(send)
        if (at !== -1) this.#free.splice(at, 1)
        if (!isFlying) return
        this.#flying -= 1
        this.#lost += 1
      },
    })
    this.#all.add(connection)
  }

  #count(status: number, head: string, due: number): void {
    const now = performance.now()
    if (status === 200) {
      this.#latencies.push(now - due)
      if (now <= this.#start + this.#options.seconds * 1000) this.#goodInTime += 1
    } else if ((status === 429 || status === 503) && /\r\nretry-after: /i.test(head)) this.#refused += 1
    else this.#wrong += 1
  }
}
