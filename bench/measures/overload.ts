import type { OpenResult } from '../load.ts'
import { startService } from '../service.ts'
import { boot, bootAtRate, connections, knownDevices } from './resolve.ts'
import type { Tools } from './tools.ts'

export interface Overload {
  /** First boots a second at 50 connections. */
  readonly peak: number
  readonly run: OpenResult
}

/** Connections that the flood may open. */
export const floodConnections = 4_000

/** Four times as many first boots a second as the service can answer, due whether or not earlier ones were answered. */
export async function measureOverload(tools: Tools, folder: string): Promise<Overload> {
  const { engine, plan, say } = tools
  say('four times as many first boots as can be answered')
  const known = knownDevices(tools)
  const service = await startService(engine, folder, 'protected')
  // The service looks away from its load while it starts.
  await boot(tools, service.url, known, { connections, seconds: 2 })
  const { rate: peak } = await boot(tools, service.url, known, { connections, seconds: plan.seconds })
  const open = { rate: Math.round(4 * peak), seconds: 3 * plan.seconds, connections: floodConnections }
  const run = await bootAtRate(tools, service.url, known, open)
  await service.stop()
  return { peak, run }
}
