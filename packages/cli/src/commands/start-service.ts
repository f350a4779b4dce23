import type { StoreToolError } from '@hailport/registry'
import type { RunningServer, StartOptions } from '@hailport/server'
import { exitCodes } from '../exit-codes.ts'
import { Failure, fileFailure, withoutDot } from '../failure.ts'

/** Starts the service. Its code is loaded only here: the other commands do without it. @throws Failure */
export async function startService(options: StartOptions): Promise<RunningServer> {
  const { startService: start } = await import('@hailport/server')
  try {
    return await start(options)
  } catch (error) {
    throw startFailure(error)
  }
}

const what = 'The service cannot start'

function startFailure(error: unknown): unknown {
  const { name, code, syscall, message, path } = error as NodeJS.ErrnoException
  if (name === 'ConfigError')
    return new Failure({ what, why: withoutDot(message), remedy: 'Correct the setting.' }, exitCodes.usage)
  if (name === 'StoreToolError') return new Failure(error as StoreToolError)
  // The primary of several processes binds the port for the others.
  const atPort = syscall === 'listen' || syscall === 'bind'
  if (atPort && code === 'EADDRINUSE')
    return new Failure({ what, why: 'the port is taken', remedy: 'Stop what listens there, or choose another --port.' })
  if (atPort || syscall === 'getaddrinfo')
    return new Failure({ what, why: message, remedy: 'Check --host and --port; ports below 1024 need more rights.' })
  if (path !== undefined) return fileFailure(`${what}; ${path}`, error)
  return error
}

/** Waits for the first SIGINT (Ctrl+C), SIGTERM or SIGHUP; later ones change nothing, for stopping is bounded in time. */
export async function untilStopped(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  await promise
}
