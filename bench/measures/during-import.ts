import { importFile } from '../client.ts'
import { deviceFile } from '../device-file.ts'
import { median } from '../percentile.ts'
import { whole } from '../result.ts'
import type { Service } from '../service.ts'
import { boot, bootAtRate, connections, knownDevices } from './resolve.ts'
import type { Tools } from './tools.ts'

/** Boots a second of the paced run: a large site in the morning, far below what the service can do. */
export const pacedRate = 300

/** 99th percentiles of first boots, ms. */
export interface DuringImport {
  readonly idleP99: number
  readonly busyP99: number
  readonly idlePacedP99: number
  readonly busyPacedP99: number
  /** Devices registered a second meanwhile. */
  readonly importRate: number
  /** Of the event loop meanwhile, ms. */
  readonly delayP99: number
  readonly delayMax: number
}

/** First boots before and during a bulk registration: over 50 connections as fast as they can, and at a fixed rate, by turns. */
export async function measureDuringImport(tools: Tools, service: Service): Promise<DuringImport> {
  const { plan, folders, say } = tools
  const file = await deviceFile(folders.work, 'during', plan.during)
  const known = knownDevices(tools)
  const seconds = 2
  const both = async (isOver: () => boolean, rounds: number) => {
    const closed: number[] = []
    const paced: number[] = []
    for (let round = 0; round < rounds; round++) {
      const fast = await boot(tools, service.url, known, { connections, seconds })
      // A run during which the import ended says nothing of either; the first is kept, however short the import was.
      if (round === 0 || !isOver()) closed.push(fast.p99)
      const slow = await bootAtRate(tools, service.url, known, { rate: pacedRate, seconds, connections: 500 })
      if (round === 0 || !isOver()) paced.push(slow.p99)
      if (isOver()) break
    }
    return { closed: median(closed), paced: median(paced) }
  }
  say('first boots without an import')
  const idle = await both(() => false, 3)
  say(`first boots while ${whole(plan.during)} devices are registered`)
  await service.report()
  let isOver = false
  const importing = importFile(service.url, service.tenant, file, plan.during).finally(() => {
    isOver = true
  })
  const [busy, { finished }] = await Promise.all([both(() => isOver, Number.POSITIVE_INFINITY), importing])
  const report = await service.report()
  return {
    idleP99: idle.closed,
    busyP99: busy.closed,
    idlePacedP99: idle.paced,
    busyPacedP99: busy.paced,
    importRate: plan.during / finished,
    delayP99: report.delayP99,
    delayMax: report.delayMax,
  }
}
