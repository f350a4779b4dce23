import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { root } from './run.ts'

/** Files of one process: with more, too little is left to share among the cores at the end. */
const most = 12

/** One suite for each file: its hooks are its own, and what fails is said with its name. */
const source = (files: readonly string[]): string =>
  [
    "import { createRequire } from 'node:module'",
    "import { describe } from 'node:test'",
    'const require = createRequire(import.meta.url)',
    ...files.map(file => `describe('${file}', () => void require('${join(root, file)}'))`),
    '',
  ].join('\n')

/**
 * Puts test files of packages together to a few for a process each, for imports take longer than most of their tests. Others, which start
 * services, browsers and clusters, stay alone.
 * @param folder where theirs are written. @returns the files for the test runner.
 */
export function inGroups(folder: string, files: readonly string[]): string[] {
  mkdirSync(folder, { recursive: true })
  const together = files.filter(file => file.startsWith('packages/'))
  const size = Math.min(most, Math.ceil(together.length / (2 * availableParallelism())))
  const groups = Array.from({ length: Math.ceil(together.length / size) }, (_, n) => {
    const group = join(folder, `${String(n + 1).padStart(2, '0')}.test.mjs`)
    writeFileSync(group, source(together.slice(n * size, (n + 1) * size)))
    return group
  })
  return [...groups, ...files.filter(file => !together.includes(file))]
}
