/**
 * `npm test`: every test of the repository, on the Node that the lockfile brings. Real parts are used where there are any, so a TPM
 * simulator and a browser must be there; on Debian as root they are installed, elsewhere a message says what is missing.
 * Arguments are handed to the test runner: `npm test -- packages/registry/src/identity/*.test.ts`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { root, run } from './run.ts'

/** Programs that tests start, and the Debian package of each. */
const programs: Record<string, string> = { swtpm: 'swtpm', tpm2_createek: 'tpm2-tools', chromium: 'chromium' }

const found = (program: string) =>
  (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, program)))

function installMissing(): boolean {
  const missing = Object.entries(programs).filter(([program]) => !found(program))
  if (missing.length === 0) return true
  const packages = missing.map(([, name]) => name)
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (process.getuid?.() !== 0 || !found('apt-get')) {
    console.error(
      `The tests need ${missing.map(([program]) => program).join(', ')}. On Debian or Ubuntu: sudo ${command}`,
    )
    return false
  }
  console.log(`Installing what the tests need: ${packages.join(', ')}`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const script = `apt-get update -qq && ${command}`
  return spawnSync('sh', ['-c', script], { stdio: ['ignore', 'ignore', 'inherit'], env: environment }).status === 0
}

const files =
  process.argv.length > 2
    ? process.argv.slice(2)
    : globSync(['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/**/*.test.ts'], { cwd: root })

if (installMissing()) {
  process.exitCode = await run(process.execPath, ['--test', '--test-timeout=300000', ...files.sort()])
} else {
  process.exitCode = 1
}
