import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'

/** Sources of every package, by path; tests and their kit look at databases as they like. */
async function sources(): Promise<{ path: string; text: string }[]> {
  const root = new URL('../../../', import.meta.url)
  const paths = (await readdir(root, { recursive: true })).filter(
    path => /^\w[\w-]*\/src\/.*\.ts$/.test(path) && !/\.test\.ts$|\/testing\/|\/generated\//.test(path),
  )
  return Promise.all(paths.map(async path => ({ path, text: await readFile(new URL(path, root), 'utf8') })))
}

async function filesWith(pattern: RegExp): Promise<string[]> {
  return (await sources())
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path.replace('registry/src/store/', ''))
}

test('every query builder is made with the scope guard', async () => {
  const made: string[] = []
  for (const { path, text } of await sources())
    for (const [, options = ''] of text.matchAll(/new Kysely<?[^(]*\(([^)]*\)?[^)]*)\)/g)) {
      made.push(path.replace('registry/src/store/', ''))
      assert.match(options, /plugins/, path)
      assert.match(text, /plugins(?:: | = )\[scopeGuard\]/, path)
    }
  assert.deepEqual([...new Set(made)].sort(), ['postgres/engine.ts', 'postgres/write.ts', 'sqlite/engine.ts'])
})

test('the guard is taken off by nobody but scopeTo(), which puts it on again', async () => {
  assert.deepEqual(await filesWith(/withoutPlugins\(/), ['scope.ts'])
})

test('databases are opened, and statements handed over as text, in the engines only', async () => {
  assert.deepEqual(
    (await filesWith(/from '(?:pg|node:sqlite)'/)).filter(path => !/^(?:postgres|sqlite)\//.test(path)),
    // The file of a station of a factory line, which has nothing of a registry but what is its own.
    ['cli/src/line/queue.ts'],
  )
  assert.deepEqual(await filesWith(/CompiledQuery\.raw\(/), ['postgres/transaction.ts'])
})

/** Work on a whole store reads rows of every owner, and no report or surface may. */
const wholeStore = ['check-store.ts', 'copy/copy-rows.ts', 'copy/copy.ts', 'copy/read-pages.ts']

test('rows of every owner are read by the copy and the check of a store, and by nothing else', async () => {
  assert.deepEqual((await filesWith(/\b(?:pages|count)OfEveryOwner\(/)).sort(), wholeStore)
})
