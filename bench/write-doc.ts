/**
 * `npm run bench:doc -- FILE…`: writes the table of a run (`npm run bench -- --json FILE`) into docs/performance.md, in place of the last
 * one of its kind. Several files are parts of one run (`--only`, `--engine`). Figures in the documentation are never typed by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { type Measured, toMarkdown } from './result.ts'

interface Run extends Measured {
  readonly machine: string
  readonly at: string
  /** `million`: a short run with --devices 1000000. */
  readonly kind: 'short' | 'million' | 'full'
  readonly minutes: number
  readonly settings: Readonly<Record<string, string>>
}

const page = new URL('../docs/performance.md', import.meta.url)

/** What all parts say. @throws an Error when they do not agree. */
function theOnly<K extends 'machine' | 'kind'>(runs: readonly Run[], name: K): Run[K] {
  const [first, ...others] = [...new Set(runs.map(run => run[name]))]
  if (first === undefined || others.length > 0) throw new Error(`These are not parts of one run: ${name} differs.`)
  return first
}

/** The text about a run, as the page has it. */
function describe(runs: readonly Run[]): string {
  const engines = Object.entries(Object.assign({}, ...runs.map(run => run.settings)))
  const minutes = runs.reduce((sum, run) => sum + run.minutes, 0)
  const days = [...new Set(runs.map(({ at }) => at.slice(0, 10)))].sort().join(' and ')
  const others = Math.max(...runs.map(run => run.usedByOthers))
  return [
    `Measured on ${days} in ${Math.round(minutes)} minutes on ${theOnly(runs, 'machine')}. Other programs used ${runs.length > 1 ? 'at most ' : ''}${(100 * others).toFixed(0)} % of the processors meanwhile.`,
    `Settings: ${engines.map(([engine, text]) => `${engine} ${text}`).join('; ')}.\n`,
    toMarkdown(runs),
  ].join('\n')
}

const files = process.argv.slice(2)
if (files.length === 0) throw new Error('Which files? npm run bench -- --json FILE writes one.')
const runs = files.map(file => JSON.parse(readFileSync(file, 'utf8')) as Run)
const kind = theOnly(runs, 'kind')
const [begin, end] = [`<!-- ${kind} run: begin -->`, `<!-- ${kind} run: end -->`]
const text = readFileSync(page, 'utf8')
const [from, to] = [text.indexOf(begin), text.indexOf(end)]
if (from === -1 || to < from) throw new Error(`docs/performance.md has no place for a ${kind} run.`)
writeFileSync(page, `${text.slice(0, from + begin.length)}\n${describe(runs)}\n${text.slice(to)}`)
