/**
 * `npm run bench:doc -- FILE`: writes the table of a run (`npm run bench -- --json FILE`) into docs/performance.md, in place of the last
 * one of its kind. Figures in the documentation are never typed by hand.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { type Result, toMarkdown } from './result.ts'

interface Run {
  readonly machine: string
  readonly at: string
  /** `million`: a short run with --devices 1000000. */
  readonly kind: 'short' | 'million' | 'full'
  readonly minutes: number
  readonly usedByOthers: number
  readonly settings: Readonly<Record<string, string>>
  readonly results: readonly Result[]
}

const page = new URL('../docs/performance.md', import.meta.url)

/** The text about a run, as the page has it. */
function describe({ machine, at, minutes, usedByOthers, settings, results }: Run): string {
  const engines = Object.entries(settings).map(([engine, text]) => `${engine} ${text}`)
  const others = `Other programs used ${(100 * usedByOthers).toFixed(0)} % of the processors meanwhile.`
  return `Measured on ${at.slice(0, 10)} in ${Math.round(minutes)} minutes on ${machine}. ${others}\nSettings: ${engines.join('; ')}.\n\n${toMarkdown(results, usedByOthers)}`
}

const file = process.argv[2]
if (file === undefined) throw new Error('Which file? npm run bench -- --json FILE writes one.')
const run = JSON.parse(readFileSync(file, 'utf8')) as Run
const [begin, end] = [`<!-- ${run.kind} run: begin -->`, `<!-- ${run.kind} run: end -->`]
const text = readFileSync(page, 'utf8')
const [from, to] = [text.indexOf(begin), text.indexOf(end)]
if (from === -1 || to < from) throw new Error(`docs/performance.md has no place for a ${run.kind} run.`)
writeFileSync(page, `${text.slice(0, from + begin.length)}\n${describe(run)}\n${text.slice(to)}`)
