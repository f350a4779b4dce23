/**
 * `npm run bench`: the whole service over HTTP, as ratios against floors that are measured in the same run on the same data. Absolute
 * figures depend on the machine. See docs/performance.md; `--help` lists the options.
 */
import { writeFileSync } from 'node:fs'
import { benchEngine, type EngineFigures } from './bench-engine.ts'
import { startChild } from './child.ts'
import { makeDatabases } from './databases.ts'
import { engines } from './engines/index.ts'
import { type Folders, makeFolders, requireRoom } from './folders.ts'
import { machine, otherLoad } from './machine.ts'
import { benchHardwareHash } from './measures/identity.ts'
import { type Plan, readPlan } from './plan.ts'
import { type Result, toText, whole } from './result.ts'
import { engineRows } from './rows.ts'
import { serveHas } from './serve-command.ts'

const say = (text: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`)

/** What a device takes on disk while it is being measured, bytes: ample, for the room must last. */
const bytesPerDevice = { sqlite: 3_500, postgres: 5_000 }

function requireRoomFor(plan: Plan, folders: Folders): void {
  const [small, large] = plan.sizes
  const files = 4_200 * (plan.sample + plan.reference + plan.imported + plan.during)
  const ofEngine = plan.engines.map(name => {
    const each = bytesPerDevice[name]
    const kept = each * (plan.sample + small + large)
    return { kept, working: each * (2 * large + plan.reference + plan.imported + plan.during) }
  })
  const kept = ofEngine.map(one => one.kept)
  const total = plan.cache === undefined ? Math.max(...kept) : kept.reduce((sum, one) => sum + one, 0)
  requireRoom(folders.work, files + total + Math.max(...ofEngine.map(one => one.working)))
}

async function identityRows(): Promise<Result[]> {
  say('reading hardware hashes')
  const floor = 'base64 decoding and SHA-256 of the same bytes'
  const lines = await benchHardwareHash()
  return lines.map(({ name, rate, floorRate, ratio, target }) => ({
    measure: name,
    value: ratio,
    ...(target !== undefined && { target: { op: '≥', value: target } as const }),
    detail: `${whole(rate)} against ${whole(floorRate)}/s (${floor})`,
  }))
}

async function benchEngines(plan: Plan): Promise<EngineFigures[]> {
  const folders = makeFolders(plan.cache)
  const children: { stop(): Promise<void> }[] = []
  try {
    requireRoomFor(plan, folders)
    const load = await startChild<object>('./load.child.ts')
    children.push(load)
    const floor = await startChild<{ url: string }>('./floor.child.ts')
    children.push(floor)
    const figures: EngineFigures[] = []
    for (const name of plan.engines) {
      const engine = engines[name]
      const databases = await makeDatabases(engine, plan, folders, say)
      const tools = { engine, plan, folders, databases, load, floorUrl: floor.ready.url, say }
      try {
        figures.push(await benchEngine(tools))
      } finally {
        await databases.close()
      }
    }
    return figures
  } finally {
    for (const child of children) await child.stop()
    folders.remove()
  }
}

/** Takes the engines out that this version of the service does not know. @returns a line for each. */
async function withoutMissing(plan: Plan): Promise<{ plan: Plan; missing: Result[] }> {
  if (!plan.engines.includes('postgres') || (await serveHas('--database'))) return { plan, missing: [] }
  const detail = 'this version of the service has no --database'
  return {
    plan: { ...plan, engines: plan.engines.filter(name => name !== 'postgres') },
    missing: [{ measure: 'PostgreSQL: everything', detail }],
  }
}

async function run(asked: Plan): Promise<void> {
  const { plan, missing } = await withoutMissing(asked)
  const start = performance.now()
  const busy = await otherLoad()
  if (busy > 0.1) say(`the machine is busy with other things (${(100 * busy).toFixed(0)} %): the figures will say less`)
  const results = plan.stages.has('identity') ? await identityRows() : []
  const figures = [...plan.stages].some(stage => stage !== 'identity') ? await benchEngines(plan) : []
  results.push(...figures.flatMap(engineRows), ...missing)
  const minutes = (performance.now() - start) / 60_000
  const about = {
    machine: machine(),
    at: new Date().toISOString(),
    kind: plan.full ? 'full' : 'short',
    minutes: Number(minutes.toFixed(1)),
    busyWithOtherThings: Number(busy.toFixed(2)),
    settings: Object.fromEntries(figures.map(one => [one.engine, one.settings])),
  }
  console.log(`${about.machine}; ${about.kind} run of ${minutes.toFixed(1)} minutes`)
  for (const one of figures) console.log(`${one.engine}: ${one.settings}`)
  console.log(`\n${toText(results)}`)
  const text = JSON.stringify({ ...about, results, figures }, null, 2)
  if (plan.json !== undefined) writeFileSync(plan.json, `${text}\n`)
}

const asked = readPlan(process.argv.slice(2))
if ('help' in asked) console.log(asked.help)
else await run(asked)
