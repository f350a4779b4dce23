/** The thread that takes uploads apart and prepares their rows for the job thread, and that writes first boots down. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { bootTasks, importTasks, registrationTasks, serveTasks, turnsAt } from '@hailport/registry'
import { openRegistry, type RegistrySettings } from '../registry.ts'

const { settings, turns } = workerData as { settings: RegistrySettings; turns: MessagePort }
const registry = openRegistry(settings, { turns: turnsAt(turns), checkpoints: false, cachedKib: 8_192 })
const tasks = { ...bootTasks(registry), ...registrationTasks(registry), ...importTasks(registry) }
const main = parentPort as MessagePort

main.on('message', async (message: 'stop' | { serve: MessagePort }) => {
  if (message !== 'stop') return serveTasks(message.serve, tasks)
  await registry.store.close()
  process.exit(0)
})
