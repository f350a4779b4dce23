import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresServer, startPostgres } from '../packages/registry/src/testing/postgres-server.ts'
import { inGroups } from './groups.ts'
import { root, run } from './run.ts'

/** One run of test files with one engine under them. */
interface Pass {
  readonly name: string
  /** Which files; off SQLite, those among them that use a store. */
  readonly files: RegExp
  /** Scheme of the database URL; SQLite in temporary folders when absent. */
  readonly engine?: 'postgres' | 'citus' | 'yugabytedb' | 'cockroachdb'
  readonly variant?: 'partitioned' | 'faults'
  /** On the oldest server that the machine has, instead of the newest. */
  readonly oldest?: boolean
}

/** Everything that asks the store. Surfaces only translate: of them, those that stream, and the whole path over HTTP. */
const asking =
  /registry\/src\/|server\/src\/([\w-]+\.test|http\/|keys\/|surfaces\/registry-api\/(registration|imports|device-actions|orders))|tests\/flow/
/** What writes to the store in transactions that depend on what an engine can do. */
const writing =
  /registry\/src\/(store\/|jobs\/|consent\/|factory\/|line\/|boot\/|registration\/(process|held|idempotency|laws|restore)|lifecycle\/actions)/
/** One of each kind: transactions that run again, large ones, leases, schema changes. What they decide is the same on every engine. */
const sample = /registry\/src\/(store\/contract|jobs\/|boot\/|registration\/process)/

const passes: readonly Pass[] = [
  { name: 'sqlite', files: /./ },
  { name: 'postgres', engine: 'postgres', files: asking },
  // Every owned table partitioned by its owner: PostgreSQL itself refuses what could not be sharded.
  { name: 'partitioned', engine: 'postgres', variant: 'partitioned', oldest: true, files: writing },
  // Serializable transactions that fail, deadlock and lose their connections now and then.
  { name: 'faults', engine: 'postgres', variant: 'faults', oldest: true, files: writing },
  { name: 'citus', engine: 'citus', oldest: true, files: sample },
  { name: 'yugabytedb', engine: 'yugabytedb', oldest: true, files: sample },
  { name: 'cockroachdb', engine: 'cockroachdb', oldest: true, files: sample },
]

const usesStore = (file: string): boolean =>
  /testing\/(index|database|scene|registry|harness)\.ts'|@hailport\/registry\/testing'/.test(
    readFileSync(join(root, file), 'utf8'),
  )

const chosen = (): readonly Pass[] => {
  const names = (process.env.HAILPORT_TEST_PASSES ?? '').split(',').filter(Boolean)
  const unknown = names.find(name => !passes.some(pass => pass.name === name))
  if (unknown !== undefined)
    throw new Error(`HAILPORT_TEST_PASSES can be ${passes.map(pass => pass.name).join(', ')}, not ${unknown}.`)
  return names.length === 0 ? passes : passes.filter(pass => names.includes(pass.name))
}

/** Durability is not what these tests are about; those that kill servers start their own. */
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' }

/** The servers that passes need, started when first asked for. */
class Servers {
  readonly #running = new Map<string, Promise<PostgresServer>>()

  get(oldest: boolean): Promise<PostgresServer> {
    const [installed] = globSync('/usr/lib/postgresql/*/bin').filter(bin => existsSync(join(bin, 'postgres')))
    const binaries = oldest ? installed : undefined
    const key = binaries ?? 'npm'
    const running = this.#running.get(key) ?? startPostgres({ settings, ...(binaries && { binaries }) })
    this.#running.set(key, running)
    return running
  }

  async stop(): Promise<void> {
    for (const server of this.#running.values()) await (await server).stop()
  }
}

interface Environment {
  readonly on: string
  readonly variables: Record<string, string>
}

async function environmentOf(pass: Pass, servers: Servers): Promise<Environment> {
  const named = process.env.HAILPORT_TEST_DATABASE_URL
  if (named) return { on: 'the server that HAILPORT_TEST_DATABASE_URL names', variables: {} }
  if (pass.engine === undefined) return { on: 'SQLite', variables: {} }
  const server = await servers.get(pass.oldest ?? false)
  return {
    on: `PostgreSQL ${server.version}${pass.engine === 'postgres' ? '' : ` with the capabilities of ${pass.engine}`}${pass.variant ? `, ${pass.variant}` : ''}`,
    variables: {
      HAILPORT_TEST_DATABASE_URL: server.url.replace(/^\w+/, pass.engine),
      ...(pass.variant && { HAILPORT_TEST_VARIANT: pass.variant }),
    },
  }
}

// Many tests wait for a server or a clock more than they compute: one file for each core, where the runner would leave one core out.
const runnerArguments = [
  ...['--test', `--test-concurrency=${availableParallelism()}`, '--test-timeout=300000'],
  ...['spec', './scripts/slowest.ts'].flatMap(name => [
    `--test-reporter=${name}`,
    '--test-reporter-destination=stdout',
  ]),
]

/** No process compiles what another has compiled. */
const compiledCode = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled') }

/** Runs the passes one after the other and says at the end how each went. @returns the exit status. */
export async function runPasses(files: readonly string[]): Promise<number> {
  const servers = new Servers()
  const folder = mkdtempSync(join(tmpdir(), 'hailport-tests-'))
  const results: { line: string; status: number }[] = []
  const wanted = process.env.HAILPORT_TEST_DATABASE_URL ? passes.slice(0, 1) : chosen()
  try {
    for (const pass of wanted) {
      const own = files.filter(file => pass.files.test(file))
      const ran = pass.name === 'sqlite' ? own : own.filter(usesStore)
      const { on, variables } = await environmentOf(pass, servers)
      console.log(`\nTests on ${on}: ${ran.length} files`)
      const start = performance.now()
      const grouped = inGroups(join(folder, pass.name), ran)
      const status = await run(process.execPath, [...runnerArguments, ...grouped], { ...compiledCode, ...variables })
      const seconds = Math.round((performance.now() - start) / 1000)
      results.push({ line: `${status === 0 ? 'passed' : 'FAILED'}  ${on}: ${ran.length} files, ${seconds} s`, status })
    }
  } finally {
    await servers.stop()
    rmSync(folder, { recursive: true })
  }
  console.log(`\n${results.map(result => result.line).join('\n')}`)
  return results.some(result => result.status !== 0) ? 1 : 0
}
