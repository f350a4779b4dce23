import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { catalogue, type ErrorCode } from '@hailport/registry'

const root = fileURLToPath(new URL('..', import.meta.url))
const codes = Object.keys(catalogue) as ErrorCode[]

/** In the catalogue because Autopilot has them; nothing in Hailport can lead to them yet. */
const unreachable: readonly ErrorCode[] = [
  'device_in_directory',
  'profile_of_other_tenant',
  'no_profile',
  'device_not_registered',
]

test('every error of the catalogue is in a test', () => {
  const files = globSync(['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'], { cwd: root })
  const tests = files
    .filter(file => file !== 'tests/errors.test.ts')
    .map(file => readFileSync(join(root, file), 'utf8'))
  // Codes of one word are ordinary English words too: they count in quotes only.
  const mention = (code: string) => new RegExp(code.includes('_') ? `\\b${code}\\b` : `['"]${code}['"]`)
  const missing = codes.filter(code => !tests.some(text => mention(code).test(text)))
  assert.deepEqual(
    missing.filter(code => !unreachable.includes(code)),
    [],
  )
})

test('an error that nothing leads to is raised nowhere', () => {
  const sources = globSync('packages/{registry,server}/src/**/*.ts', { cwd: root }).filter(
    file => !file.endsWith('.test.ts') && file !== 'packages/registry/src/errors.ts',
  )
  for (const file of sources) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const code of unreachable)
      assert.ok(!text.includes(`'${code}'`), `${file} raises ${code}: test it, and take it off the list here.`)
  }
})

test('the error page has every error', () => {
  const page = join(root, 'docs/errors.md')
  assert.ok(existsSync(page), 'npm run generate writes docs/errors.md')
  const text = readFileSync(page, 'utf8')
  for (const code of codes) assert.match(text, new RegExp(`^## ${code}$`, 'm'))
})
