import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'

/** The machine that the figures are of. */
export function machine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor'
  return `${cpus().length} cores of ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Linux ${release()}, Node ${process.version}`
}

const numbers = (text: string) => text.trim().split(/\s+/).map(Number)
const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0)

/** Linux counts so. */
const msOfTick = 10

/** Ticks of programs that are ours and that this process does not hear of. */
let alsoOwn = 0

/**
 * Counts what a program of ours has used as ours, although its processes may not be children of this one: a browser's.
 * @param used of all its processes, ms. @param end ends it.
 */
export async function countAsOwn(used: number, end: () => Promise<void>): Promise<void> {
  const before = ticks().own
  await end()
  const heardOf = ticks().own - before
  alsoOwn += Math.max(0, used / msOfTick - heardOf)
}

/** Clock ticks since the machine started: all, those that were used, and those that this process and its ended children used. */
function ticks(): { all: number; used: number; own: number } {
  const [, ...spent] = numbers((readFileSync('/proc/stat', 'utf8').split('\n')[0] as string).replace('cpu', '0'))
  // After the name, which may hold anything, utime, stime, cutime and cstime are the 12th to 15th fields.
  const own = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1) as string
  const all = sum(spent.slice(0, 8))
  return {
    all,
    used: all - (spent[3] ?? 0) - (spent[4] ?? 0),
    own: alsoOwn + sum(own.split(' ').slice(11, 15).map(Number)),
  }
}

/**
 * Begins to watch the processors. The answer tells, when all children have ended, which share of them others used meanwhile: a busy
 * machine measures badly.
 */
export function watchOthers(): () => number {
  const before = ticks()
  return () => {
    const after = ticks()
    const others = after.used - before.used - (after.own - before.own)
    return Math.max(0, others / (after.all - before.all))
  }
}
