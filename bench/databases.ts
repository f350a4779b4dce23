import { createHash } from 'node:crypto'
import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { type Child, startChild } from './child.ts'
import { importFile } from './client.ts'
import type { DatabaseQuestion } from './database.child.ts'
import { deviceFile } from './device-file.ts'
import type { Engine } from './engines/engine.ts'
import { copyFolder, type Folders, once } from './folders.ts'
import type { Plan } from './plan.ts'
import { whole } from './result.ts'
import { startService } from './service.ts'

/** The databases of an engine, none of them running. Those of a size stay as they are; what is measured works on a copy. */
export interface Databases {
  /** A tenant with a profile and no devices. */
  readonly empty: string
  /** The same with so many devices; made when it is first asked for. */
  present(devices: number): Promise<string>
  /** The same to work on: a copy, or itself when nobody will need it again. */
  take(devices: number): Promise<string>
  /** A copy to work on, in place of the last one of that name. */
  copy(from: string, name: string): string
  /** Asks the process that works on stopped databases. */
  ask<A>(question: DatabaseQuestion): Promise<A>
  close(): Promise<void>
}

export const sampleSeed = 'sample'

export async function makeDatabases(
  engine: Engine,
  plan: Plan,
  folders: Folders,
  say: (text: string) => void,
): Promise<Databases> {
  const child: Child<object> = await startChild('./database.child.ts', [engine.name])
  const scratch = join(folders.work, `${engine.name}-empty`)
  mkdirSync(scratch)
  await (await startService(engine, scratch)).stop()
  const schema = await child.ask<string>({ folder: scratch, schema: true })
  const digest = createHash('sha256').update(schema).digest('hex').slice(0, 8)
  const folder = join(folders.cache, `${engine.name}-${digest}-${plan.sample}`)
  mkdirSync(folder, { recursive: true })
  const empty = await once(join(folder, 'empty'), async unfinished => renameSync(scratch, unfinished))

  const makeSample = async (unfinished: string) => {
    say(`registering ${whole(plan.sample)} devices to multiply`)
    copyFolder(empty, unfinished)
    const file = await deviceFile(folders.work, sampleSeed, plan.sample)
    const service = await startService(engine, unfinished)
    await importFile(service.url, service.tenant, file, plan.sample)
    await service.stop()
  }
  const present = (devices: number) =>
    once(join(folder, `present-${devices}`), async unfinished => {
      copyFolder(await once(join(folder, 'sample'), makeSample), unfinished)
      if (devices === plan.sample) return
      const start = performance.now()
      say(`filling a registry with ${whole(devices)} devices`)
      await child.ask({ folder: unfinished, multiply: devices / plan.sample })
      say(`  filled in ${((performance.now() - start) / 1000).toFixed(0)} s`)
    })
  const copy = (from: string, name: string) => copyFolder(from, join(folders.work, `${engine.name}-${name}`))
  return {
    empty,
    present,
    copy,
    async take(devices) {
      if (plan.cache !== undefined) return copy(await present(devices), 'run')
      const taken = join(folders.work, `${engine.name}-run`)
      renameSync(await present(devices), taken)
      return taken
    },
    ask: question => child.ask(question),
    close: () => child.stop(),
  }
}
