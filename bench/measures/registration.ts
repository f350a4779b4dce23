import { defaultLimits } from '@hailport/registry'
import { importFile } from '../client.ts'
import { deviceFile } from '../device-file.ts'
import { whole } from '../result.ts'
import { type Service, startService } from '../service.ts'
import type { Tools } from './tools.ts'

/** An import into an empty registry. */
export interface Reference {
  readonly folder: string
  readonly devices: number
  /** Devices a second. */
  readonly rate: number
  /** MB, before and at the highest. */
  readonly idleMemory: number
  readonly peakMemory: number
  readonly bytesPerDevice: number
  /** Of the event loop, ms. */
  readonly delayP99: number
  readonly delayMax: number
}

const importSeed = 'import'

/** Registers devices in an empty registry: memory, stored bytes, and the final rows that the floors store once more. */
export async function measureReference(tools: Tools): Promise<Reference> {
  const { engine, plan, databases, folders, say } = tools
  const devices = plan.reference
  say(`registering ${whole(devices)} devices in an empty registry`)
  const file = await deviceFile(folders.work, importSeed, devices)
  const folder = databases.copy(databases.empty, 'reference')
  const before = await databases.ask<number>({ folder, storedBytes: true })
  const service = await startService(engine, folder)
  const idle = await service.report()
  const { finished } = await importFile(service.url, service.tenant, file, devices)
  const busy = await service.report()
  await service.stop()
  const after = await databases.ask<number>({ folder, storedBytes: true })
  return {
    folder,
    devices,
    rate: devices / finished,
    idleMemory: idle.memory,
    peakMemory: busy.peakMemory,
    bytesPerDevice: (after - before) / devices,
    delayP99: busy.delayP99,
    delayMax: busy.delayMax,
  }
}

/** Rates in devices a second. */
export interface Registration {
  readonly rate: number
  readonly floorRate: number
}

/**
 * Where the devices of the floor are so few among those present, the service goes on with the same database, which saves a copy of many
 * gigabytes: it then has a little more to do than the floor.
 */
export const shareDatabase = ({ plan }: Tools, size: number): boolean => plan.imported / size < 0.05

/** Registers the devices of the floor, or others of the same kind when those are there already. @returns devices a second. */
export async function measureImport(tools: Tools, service: Service, size: number): Promise<number> {
  const { plan, folders, say } = tools
  say(`registering ${whole(plan.imported)} devices`)
  const file = await deviceFile(folders.work, shareDatabase(tools, size) ? 'later' : importSeed, plan.imported)
  const { finished } = await importFile(service.url, service.tenant, file, plan.imported)
  return plan.imported / finished
}

/** Stores the same rows by the engine's bare way. @returns devices a second. */
export async function measureFloor(tools: Tools, reference: Reference, folder: string): Promise<number> {
  const { plan, databases, say } = tools
  say(`floor: the final rows of ${whole(plan.imported)} devices`)
  const options = {
    from: reference.folder,
    empty: databases.empty,
    devices: plan.imported,
    chunk: defaultLimits.chunkRows,
  }
  return plan.imported / (await databases.ask<number>({ folder, floorInsert: options }))
}
