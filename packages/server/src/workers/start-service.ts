import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'
import { type Config, readConfig } from '../config.ts'
import { makeLogger } from '../http/logger.ts'
import { freePort, type RunningServer, type StartOptions, startServer } from '../main.ts'
import { Crew } from './crew.ts'

/**
 * Starts the service in as many processes as `workers` says, behind one port. With one it is this process; with more, this one starts
 * the others, hands connections out in turn and replaces those that die. Only the first of them works off jobs: large writes take turns
 * anyway, so the others are free for requests.
 * @throws ConfigError for settings that cannot be used.
 */
export async function startService(options: StartOptions = {}): Promise<RunningServer> {
  const config = readConfig(options)
  return config.workers === 1 ? startServer(options) : startWorkers(options, config)
}

async function startWorkers(options: StartOptions, config: Config): Promise<RunningServer> {
  const { logTo, ...settings } = options
  cluster.setupPrimary({ exec: fileURLToPath(new URL('./worker.process.ts', import.meta.url)), args: [] })
  const port = config.port === 0 ? await freePort(config.host) : config.port
  const log = makeLogger(config.logLevel, logTo).child({ pid: process.pid })
  const crew = new Crew(log, number => ({ ...settings, port, worker: number, jobs: number === 1 }))
  try {
    // The first alone: it makes what is still missing, and when it cannot start, neither can the others.
    const first = await crew.hire(1)
    const others = Array.from({ length: config.workers - 1 }, (_, n) => crew.hire(n + 2))
    const ready = [first, ...(await Promise.all(others))]
    const told = ready.find(one => one.operatorToken !== undefined)
    return { ...told, url: first.url, close: () => crew.dismiss() }
  } catch (error) {
    await crew.dismiss()
    throw error
  }
}
