/** The thread that works jobs off: decides and writes batches, so that its transactions never block the thread that serves. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { startWorker, ThreadHelper, turnsAt } from '@hailport/registry'
import { openRegistry, type RegistrySettings } from '../registry.ts'
import type { ThreadLog } from './supervise.ts'

const { settings, turns } = workerData as { settings: RegistrySettings; turns: MessagePort }
const main = parentPort as MessagePort
const helper = new ThreadHelper()
const registry = openRegistry(settings, { turns: turnsAt(turns), checkpoints: true }, helper)
const log = (details: object, message: string) => main.postMessage({ details, message } satisfies ThreadLog)
const worker = startWorker(registry, { error: log })

main.on('message', async (message: 'wake' | 'stop' | { helper: MessagePort }) => {
  if (message === 'wake') worker.wake()
  else if (message !== 'stop') helper.attach(message.helper)
  else {
    await worker.stop()
    await registry.store.close()
    process.exit(0)
  }
})
