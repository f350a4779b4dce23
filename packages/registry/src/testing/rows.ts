import { DatabaseSync } from 'node:sqlite'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'

/** Rows of a query, at once; its parameters are `?`. */
// biome-ignore lint/suspicious/noExplicitAny: rows of any query
export type Rows = (query: string, ...parameters: (string | number)[]) => any[]

/** A look at a database beside the store. */
export interface Look {
  readonly rows: Rows
  close(): Promise<void>
}

export function lookAtSqlite(path: string): Look {
  const file = new DatabaseSync(path, { readOnly: true })
  return {
    rows: (query, ...parameters) =>
      file
        .prepare(query)
        .all(...parameters)
        .map(row => ({ ...row })),
    async close() {
      file.close()
    },
  }
}

/** Asks PostgreSQL and waits: a test that looks at rows reads better without an await at every look. */
export function lookAtPostgres(url: string): Look {
  const signal = new Int32Array(new SharedArrayBuffer(4))
  const { port1: port, port2: far } = new MessageChannel()
  const workerData = { url, signal, port: far }
  const worker = new Worker(new URL('./rows.worker.ts', import.meta.url), { workerData, transferList: [far] })
  worker.unref()
  return {
    rows(query, ...parameters) {
      const { rows, error } = ask(port, signal, { text: numbered(query), values: parameters })
      if (error !== undefined) throw new Error(`${error}: ${query}`)
      return rows
    },
    async close() {
      await worker.terminate()
      port.close()
    },
  }
}

function numbered(query: string): string {
  let n = 0
  return query.replaceAll('?', () => `$${++n}`)
}

const patienceMs = 20_000

function ask(port: MessagePort, signal: Int32Array, query: object): { rows: never[]; error?: string } {
  Atomics.store(signal, 0, 0)
  port.postMessage(query)
  // Woken by the end of the query before, it waits on.
  while (Atomics.load(signal, 0) === 0)
    if (Atomics.wait(signal, 0, 0, patienceMs) === 'timed-out') return { rows: [], error: 'no answer' }
  return receiveMessageOnPort(port)?.message
}
