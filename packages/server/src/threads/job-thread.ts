/** The thread that works jobs off and delivers webhooks: its transactions never block the thread that serves. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { startCourier, startWorker, ThreadHelper, turnsAt } from '@hailport/registry'
import { openRegistry, type ThreadSettings } from '../registry.ts'
import { webhookSender } from '../webhooks/sender.ts'
import type { ThreadLog } from './supervise.ts'

const { settings, turns } = workerData as { settings: ThreadSettings; turns: MessagePort }
const main = parentPort as MessagePort
const helper = new ThreadHelper()
const registry = openRegistry(settings, { turns: turnsAt(turns), checkpoints: true }, helper)
const log = (details: object, message: string) => main.postMessage({ details, message } satisfies ThreadLog)
const worker = startWorker(registry, { error: log })
const sender = webhookSender(settings.webhookAddresses, settings.limits.webhookTimeoutMs)
const courier = startCourier(registry, sender, { error: log })

main.on('message', async (message: 'wake' | 'stop' | { helper: MessagePort }) => {
  if (message === 'wake') {
    worker.wake()
    courier.wake()
  } else if (message !== 'stop') helper.attach(message.helper)
  else {
    await Promise.all([worker.stop(), courier.stop()])
    await registry.store.close()
    process.exit(0)
  }
})
