import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'

/** The machine that the figures are of. */
export function machine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor'
  return `${cpus().length} cores of ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, Linux ${release()}, Node ${process.version}`
}

/** Share of the processors that others used during the last second; a busy machine measures badly. */
export async function otherLoad(): Promise<number> {
  const read = () => {
    const [, ...ticks] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] as string).trim().split(/\s+/).map(Number)
    const total = ticks.reduce((sum, one) => sum + one, 0)
    return { total, idle: (ticks[3] ?? 0) + (ticks[4] ?? 0) }
  }
  const before = read()
  await new Promise(resolve => setTimeout(resolve, 1000))
  const after = read()
  return 1 - (after.idle - before.idle) / (after.total - before.total)
}
