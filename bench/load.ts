import { connect } from 'node:net'

/** What a load run saw. Latencies in milliseconds. */
export interface LoadResult {
  readonly rate: number
  readonly p50: number
  readonly p99: number
}

const headEnd = Buffer.from('\r\n\r\n')

/** A keep-alive POST, ready to be written. */
export function postRequest(url: URL, body: string): Buffer {
  const head = `POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`
  return Buffer.from(head + body)
}

/**
 * Sends ready-made requests over keep-alive connections, one at a time on each, for some seconds. A client that costs next to nothing:
 * on two cores an ordinary one would be slower than the server that it measures. Every answer must be a 200 with a Content-Length.
 */
export async function load(
  url: URL,
  requests: readonly Buffer[],
  connections: number,
  seconds: number,
): Promise<LoadResult> {
  const latencies: number[] = []
  const start = performance.now()
  const end = start + seconds * 1000
  let next = 0
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
      let sent = 0
      let held: Buffer = Buffer.alloc(0)
      const send = () => {
        if (performance.now() >= end) return socket.end(resolve)
        sent = performance.now()
        socket.write(requests[next++ % requests.length] as Buffer)
      }
      socket.on('connect', send)
      socket.on('error', reject)
      socket.on('data', (piece: Buffer) => {
        held = held.length === 0 ? piece : Buffer.concat([held, piece])
        const headSize = held.indexOf(headEnd)
        if (headSize === -1) return
        const head = held.toString('latin1', 0, headSize)
        const size = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
        if (!head.startsWith('HTTP/1.1 200') || size === undefined)
          return reject(new Error(`Unexpected answer: ${head.slice(0, 200)}`))
        if (held.length < headSize + 4 + Number(size)) return
        held = Buffer.alloc(0)
        latencies.push(performance.now() - sent)
        send()
      })
    })
  await Promise.all(Array.from({ length: connections }, one))
  const elapsed = (performance.now() - start) / 1000
  latencies.sort((a, b) => a - b)
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? 0
  return { rate: latencies.length / elapsed, p50: at(0.5), p99: at(0.99) }
}
