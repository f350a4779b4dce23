import { createWriteStream, existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ndjsonReport, simulateFactory } from '@hailport/device'

/** Share of virtual machines in every simulated fleet of the benchmark. */
export const vmRate = 0.02

/** A file of devices as a factory reports them, NDJSON with hashes of 4,000 characters, made once. */
export async function deviceFile(folder: string, seed: string, count: number): Promise<string> {
  const file = join(folder, `${seed}-${count}.ndjson`)
  if (existsSync(file)) return file
  const unfinished = `${file}.unfinished`
  await pipeline(
    Readable.from(batched(ndjsonReport(simulateFactory({ seed, count, vmRate })))),
    createWriteStream(unfinished),
  )
  renameSync(unfinished, file)
  return file
}

/** Lines, many at once. */
export function* batched(lines: Iterable<string>): Generator<string> {
  let held = ''
  for (const line of lines) {
    held += line
    if (held.length < 262_144) continue
    yield held
    held = ''
  }
  yield held
}
