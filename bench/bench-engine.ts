import { rmSync } from 'node:fs'
import type { EngineName } from './engines/engine.ts'
import { type DuringImport, measureDuringImport } from './measures/during-import.ts'
import { type Files, measureFiles } from './measures/files.ts'
import { type Lists, measureLists } from './measures/lists.ts'
import { measureOverload, type Overload } from './measures/overload.ts'
import {
  measureFloor,
  measureImport,
  measureReference,
  type Reference,
  type Registration,
  shareDatabase,
} from './measures/registration.ts'
import { measureResolve, type Resolve } from './measures/resolve.ts'
import type { Tools } from './measures/tools.ts'
import { measureWorkers, type Workers } from './measures/workers.ts'
import { whole } from './result.ts'
import { startService } from './service.ts'

/** What was measured with so many devices present. */
export interface AtSize {
  readonly size: number
  readonly registration?: Registration
  readonly resolve?: Resolve
  /** Indexed reads of one row a second, without a service. */
  readonly bareReads?: number
}

/** What was measured on an engine; what was not asked for is absent. */
export interface EngineFigures {
  readonly engine: EngineName
  readonly settings: string
  readonly reference?: Reference
  readonly files?: Files
  readonly lists?: Lists
  readonly small: AtSize
  readonly large: AtSize
  /** The size that the targets speak of: 1 M in a full run. */
  readonly main: AtSize
  readonly duringImport?: DuringImport
  readonly overload?: Overload
  /** `none`: this version has no workers. */
  readonly workers?: Workers | 'none'
}

type AtMainSize = Pick<EngineFigures, 'duringImport' | 'overload' | 'workers'>

/** Everything that is measured on one engine. */
export async function benchEngine(tools: Tools): Promise<EngineFigures> {
  const { engine, plan, databases } = tools
  const wants = plan.stages.has('registration')
  const reference = wants ? await measureReference(tools) : undefined
  const files = plan.stages.has('files') ? await measureFiles(tools) : undefined
  const [smallSize, largeSize] = plan.sizes
  const mainSize = plan.full ? smallSize : largeSize
  const looksAtLists = plan.stages.has('lists') || plan.stages.has('console')
  const lists = looksAtLists ? await measureLists(tools, plan.listed) : undefined
  const small = await measureAt(tools, smallSize, reference, mainSize)
  const large = await measureAt(tools, largeSize, reference, mainSize)
  await databases.close()
  const main = plan.full ? small : large
  return {
    engine: engine.name,
    settings: engine.settings,
    ...(reference && { reference }),
    ...(files && { files }),
    ...(lists && { lists }),
    small: small.atSize,
    large: large.atSize,
    main: main.atSize,
    ...main.rest,
  }
}

/** A registry of a size to work on, and the rate of its floor, in devices a second. */
async function takeMeasured(
  tools: Tools,
  size: number,
  reference: Reference | undefined,
): Promise<{ folder: string; floorRate?: number }> {
  const { databases } = tools
  if (!reference) return { folder: await databases.take(size) }
  if (shareDatabase(tools, size)) {
    const folder = await databases.take(size)
    return { folder, floorRate: await measureFloor(tools, reference, folder) }
  }
  const copy = databases.copy(await databases.present(size), 'floor')
  const floorRate = await measureFloor(tools, reference, copy)
  rmSync(copy, { recursive: true })
  return { folder: await databases.take(size), floorRate }
}

async function measureAt(
  tools: Tools,
  size: number,
  reference: Reference | undefined,
  mainSize: number,
): Promise<{ atSize: AtSize; rest: AtMainSize }> {
  const { engine, plan, databases, say } = tools
  const wants = (...stages: (typeof plan.stages extends ReadonlySet<infer S> ? S : never)[]) =>
    stages.some(stage => plan.stages.has(stage))
  const atMain = size === mainSize
  const needed = wants('registration', 'resolve') || (atMain && wants('import', 'overload', 'workers'))
  if (!needed) return { atSize: { size }, rest: {} }
  say(`${engine.name}, ${whole(size)} devices present`)
  const { folder, floorRate } = await takeMeasured(tools, size, reference)
  const service = await startService(engine, folder)
  const rate = wants('registration') ? await measureImport(tools, service, size) : undefined
  const resolve = wants('resolve') ? await measureResolve(tools, service) : undefined
  const duringImport = atMain && wants('import') ? await measureDuringImport(tools, service) : undefined
  await service.stop()
  const overload = atMain && wants('overload') ? await measureOverload(tools, folder) : undefined
  const bareReads = resolve && (await databases.ask<number>({ folder, bareReads: 1 }))
  const workers = atMain && wants('workers') ? ((await measureWorkers(tools, folder)) ?? 'none') : undefined
  rmSync(folder, { recursive: true })
  return {
    atSize: {
      size,
      ...(rate !== undefined && floorRate !== undefined && { registration: { rate, floorRate } }),
      ...(resolve && { resolve }),
      ...(bareReads !== undefined && { bareReads }),
    },
    rest: { ...(duringImport && { duringImport }), ...(overload && { overload }), ...(workers && { workers }) },
  }
}
