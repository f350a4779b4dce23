/** A worker process: starts a server when the primary says so, and stops it when the primary says so. */
import { type RunningServer, startServer } from '../main.ts'
import { type FromWorker, type ToWorker, toSent } from './messages.ts'

let server: Promise<RunningServer> | undefined

const tell = (message: FromWorker) => new Promise<void>(resolve => process.send?.(message, () => resolve()))

// A terminal and a service manager signal every process; the primary tells this one when its time has come.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

process.on('message', async (message: ToWorker) => {
  try {
    if ('start' in message) {
      server = startServer(message.start)
      const { close: _close, ...ready } = await server
      return await tell({ ready })
    }
    await (await server)?.close()
    process.exit(0)
  } catch (error) {
    await tell({ failed: toSent(error) })
    process.exit(1)
  }
})
