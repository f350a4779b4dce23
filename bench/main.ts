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
import { machine, watchOthers } from './machine.ts'
import { benchHardwareHash } from './measures/identity.ts'
import { type Plan, readPlan } from './plan.ts'
import { type Result, toText, whole } from './result.ts'
import { engineRows } from './rows.ts'
import { serveHas } from './serve-command.ts'

const percent = (share: number) => `${(100 * share).toFixed(0)} %`

const say = (text: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`)

/** What a device takes on disk with its log and its share of the service's files, bytes: ample, for the room must last. */
const bytesPerDevice = { sqlite: 3_000, postgres: 4_500 }
const bytesOfRow = 4_200

function requireRoomFor(plan: Plan, folders: Folders): void {
  const [small, large] = plan.sizes
  const imports = plan.reference + plan.imported + plan.during
  const databases = plan.engines.map(name => {
    const filled = plan.cache === undefined ? large : plan.sample + small + 2 * large
    return bytesPerDevice[name] * (filled + plan.sample + imports)
  })
  const needed = plan.cache === undefined ? Math.max(...databases) : databases.reduce((sum, one) => sum + one, 0)
  requireRoom(folders.work, needed + bytesOfRow * (2 * plan.imported + plan.sample + imports))
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
  const others = watchOthers()
  const results = plan.stages.has('identity') ? await identityRows() : []
  const figures = [...plan.stages].some(stage => stage !== 'identity') ? await benchEngines(plan) : []
  results.push(...figures.flatMap(engineRows), ...missing)
  const used = others()
  const minutes = (performance.now() - start) / 60_000
  const about = {
    machine: machine(),
    at: new Date().toISOString(),
    kind: plan.full ? 'full' : 'short',
    minutes: Number(minutes.toFixed(1)),
    usedByOthers: Number(used.toFixed(2)),
    settings: Object.fromEntries(figures.map(one => [one.engine, one.settings])),
  }
  console.log(`${about.machine}; ${about.kind} run of ${minutes.toFixed(1)} minutes`)
  for (const one of figures) console.log(`${one.engine}: ${one.settings}`)
  console.log(
    `Other programs used ${percent(used)} of the processors meanwhile${used > 0.05 ? ': run it again when the machine is quiet' : ''}.`,
  )
  console.log(`\n${toText(results, used)}`)
  const text = JSON.stringify({ ...about, results, figures }, null, 2)
  if (plan.json !== undefined) writeFileSync(plan.json, `${text}\n`)
}

const asked = readPlan(process.argv.slice(2))
if ('help' in asked) console.log(asked.help)
else await run(asked)
