import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { catalogue, type ErrorCode } from '@hailport/registry'

const root = fileURLToPath(new URL('..', import.meta.url))
const codes = Object.keys(catalogue) as ErrorCode[]

test('every error of the catalogue is in a test', () => {
  const files = globSync(['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts'], { cwd: root })
  const tests = files
    .filter(file => file !== 'tests/errors.test.ts')
    .map(file => readFileSync(join(root, file), 'utf8'))
  // Codes of one word are ordinary English words too: they count in quotes only.
  const mention = (code: string) => new RegExp(code.includes('_') ? `\\b${code}\\b` : `['"]${code}['"]`)
  const missing = codes.filter(code => !tests.some(text => mention(code).test(text)))
  assert.deepEqual(missing, [], 'an error that no test leads to may be one that nothing leads to')
})

test('every error is raised or told somewhere', () => {
  const sources = globSync('packages/{registry,server}/src/**/*.ts', { cwd: root })
    .filter(file => !file.endsWith('.test.ts') && file !== 'packages/registry/src/errors.ts')
    .map(file => readFileSync(join(root, file), 'utf8'))
  assert.deepEqual(
    codes.filter(code => !sources.some(text => text.includes(`'${code}'`))),
    [],
  )
})

test('the error page has every error', () => {
  const page = join(root, 'docs/errors.md')
  assert.ok(existsSync(page), 'npm run generate writes docs/errors.md')
  const text = readFileSync(page, 'utf8')
  for (const code of codes) assert.match(text, new RegExp(`^## ${code}$`, 'm'))
})

test('the error page explains the Autopilot numbers that lead nowhere, and no other', () => {
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8')
  const used = Object.values(catalogue).map(entry => ('autopilot' in entry ? entry.autopilot : undefined))
  for (const number of [640, 810, 814, 816]) {
    assert.match(page, new RegExp(`^- ${number}\\b`, 'm'))
    assert.ok(!used.some(one => one && 'number' in one && one.number === number))
  }
})
