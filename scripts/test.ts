/**
 * `npm test`: every test of the repository, on the Node that the lockfile brings. Real parts are used where there are any, so a TPM
 * simulator, a browser and the parts of a database cluster must be there; on Debian as root they are installed, elsewhere a message
 * says what is missing. Where a cluster cannot be had, HAILPORT_SKIP=failover leaves its test out.
 *
 * Tests over a store run once on each engine and in each variant, see scripts/passes.ts. HAILPORT_TEST_PASSES=sqlite,postgres chooses
 * among them. HAILPORT_TEST_DATABASE_URL runs everything on the server that it names instead: the scheme is the engine, the user must be
 * allowed to create databases.
 * Arguments are handed to the test runner, with no other pass than that: `npm test -- packages/registry/src/identity/*.test.ts`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { serviceCode } from '../tests/service-code.ts'
import { runPasses } from './passes.ts'
import { root, run } from './run.ts'

const failover = 'tests/engines/failover.test.ts'
const skip = process.env.HAILPORT_SKIP ?? ''
if (!['', 'failover'].includes(skip)) throw new Error(`HAILPORT_SKIP can be failover, not ${skip}.`)
const skipFailover = skip === 'failover'
const warnOfSkipped = () => {
  if (skipFailover) console.error(`\nNOT RUN, because HAILPORT_SKIP=failover says so: ${failover}\n`)
}

/** Programs that tests start, and the Debian package of each. One of those apart by `|` is enough. */
const failoverPrograms = { patroni: 'patroni', etcd: 'etcd-server', haproxy: 'haproxy', postgres: 'postgresql' }
const programs: Record<string, string> = {
  ...{ swtpm: 'swtpm', tpm2_createek: 'tpm2-tools', 'chromium-headless-shell|chromium': 'chromium' },
  ...(!skipFailover && failoverPrograms),
}

// Debian keeps servers where a user's PATH does not lead.
const folders = [
  ...(process.env.PATH ?? '').split(delimiter),
  ...['/usr/sbin', ...globSync('/usr/lib/postgresql/*/bin')],
]
const found = (programs: string) =>
  programs.split('|').some(program => folders.some(folder => existsSync(join(folder, program))))

function installMissing(): boolean {
  const missing = Object.entries(programs).filter(([program]) => !found(program))
  if (missing.length === 0) return true
  const packages = missing.map(([, name]) => name)
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (process.getuid?.() !== 0 || !found('apt-get')) {
    console.error(
      `The tests need ${missing.map(([program]) => program.replace('|', ' or ')).join(', ')}. On Debian or Ubuntu: sudo ${command}`,
    )
    if (missing.some(([program]) => program in failoverPrograms))
      console.error('HAILPORT_SKIP=failover leaves the test of failover out.')
    return false
  }
  console.log(`Installing what the tests need: ${packages.join(', ')}`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const script = `apt-get update -qq && ${command}`
  return spawnSync('sh', ['-c', script], { stdio: ['ignore', 'ignore', 'inherit'], env: environment }).status === 0
}

const testFiles = (): string[] =>
  globSync(['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/**/*.test.ts', 'bench/**/*.test.ts'], {
    cwd: root,
  })
    .filter(file => !(skipFailover && file === failover))
    .sort()

warnOfSkipped()
if ((await run(process.execPath, ['packages/console/build.ts'])) !== 0) process.exit(1)
const given = process.argv.slice(2)
if (!installMissing()) process.exitCode = 1
else if (given.length > 0) process.exitCode = await run(process.execPath, ['--test', '--test-timeout=300000', ...given])
else {
  process.env['HAILPORT_TEST_COMMAND'] = await serviceCode()
  process.exitCode = await runPasses(testFiles())
}
warnOfSkipped()
