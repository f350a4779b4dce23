/**
 * The real service, and what only its process can tell. Arguments: the data folder, the database URL (empty: the service's own default), and
 * `protected` when it is to turn requests away while it is overloaded. Rates are out of the way: all load comes from one address.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { startServer } from '@hailport/server'
import { serveParent } from './child.ts'

const [dataDirectory, database, protection] = process.argv.slice(2)
const unlimited = 100_000_000
const server = await startServer({
  dataDirectory,
  ...(database && { database }),
  port: 0,
  logLevel: 'error',
  ...(protection !== 'protected' && { httpLimits: { eventLoopDelayMs: 0 } }),
  rates: {
    read: unlimited,
    write: unlimited,
    upload: unlimited,
    device: unlimited,
    token: unlimited,
    anonymous: unlimited,
  },
})

const resolution = 5
const delay = monitorEventLoopDelay({ resolution })
delay.enable()

export interface ServiceReport {
  /** Resident memory now and at its highest so far, MB. */
  readonly memory: number
  readonly peakMemory: number
  /** Delay of the event loop since the last report, 99th percentile and highest, ms. */
  readonly delayP99: number
  readonly delayMax: number
}

function report(): ServiceReport {
  // The histogram holds the time between two ticks of a timer, its interval included.
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution)
  const answer = {
    memory: process.memoryUsage.rss() / 2 ** 20,
    peakMemory: process.resourceUsage().maxRSS / 1024,
    delayP99: late(delay.percentile(99)),
    delayMax: delay.max === 0 ? 0 : late(delay.max),
  }
  delay.reset()
  return answer
}

serveParent({ url: server.url, token: server.operatorToken }, report, () => server.close())
