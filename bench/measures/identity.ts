import { hash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { base64ToBytes, decodeHardwareHash, readIdentity } from '@hailport/hardware-hash'

/** One measured task beside the floor it is compared with: base64 decoding and SHA-256 of the same 3000 bytes, nothing else. */
export interface HardwareHashResult {
  name: string
  /** rate / floorRate, the median over the rounds. */
  ratio: number
  rate: number
  floorRate: number
  unit: string
  target?: number
}

const folder = new URL('../../packages/hardware-hash/vectors/', import.meta.url)
const rounds = 21
const roundMilliseconds = 10

/**
 * Rates per core of `readIdentity` (each vector alone, then all six) and of `decodeHardwareHash` (all six), from base64 text.
 * Task and floor take turns within each round, so that a busy machine slows both.
 */
export async function benchHardwareHash(): Promise<HardwareHashResult[]> {
  const vectors = readdirSync(folder).filter(name => name.endsWith('.txt'))
  const texts = vectors.map(name => readFileSync(new URL(name, folder), 'utf8').trim())
  const identity = (text: string) => readIdentity(base64ToBytes(text)).length
  const decoded = (text: string) => decodeHardwareHash(text).length
  // Compiled code for every shape of hash first, so that no vector pays for being the first.
  ratePerSecond(texts, identity, 1000)
  const results = texts.map((text, index) =>
    compare(`readIdentity, ${vectors[index]!.slice(0, -4)}`, [text], identity, 0.6),
  )
  results.push(compare('readIdentity, all vectors', texts, identity, 0.6))
  results.push(compare('decodeHardwareHash, all vectors', texts, decoded))
  return results
}

function floor(text: string): number {
  return hash('sha256', Buffer.from(text, 'base64'), 'hex').length
}

function compare(name: string, texts: string[], task: (text: string) => number, target?: number): HardwareHashResult {
  ratePerSecond(texts, task, 100)
  ratePerSecond(texts, floor, 60)
  const measured = Array.from({ length: rounds }, () => {
    const floorRate = ratePerSecond(texts, floor, roundMilliseconds)
    const rate = ratePerSecond(texts, task, roundMilliseconds)
    return { rate, floorRate, ratio: rate / floorRate }
  })
  const median = (key: 'rate' | 'floorRate' | 'ratio') =>
    measured.map(each => each[key]).sort((a, b) => a - b)[rounds >> 1]!
  const result = {
    name,
    ratio: median('ratio'),
    rate: median('rate'),
    floorRate: median('floorRate'),
    unit: 'hashes/s',
  }
  return target === undefined ? result : { ...result, target }
}

function ratePerSecond(texts: string[], task: (text: string) => number, milliseconds: number): number {
  const start = performance.now()
  let done = 0
  let elapsed = 0
  while (elapsed < milliseconds) {
    for (let turn = 0; turn < 100; turn++) for (const text of texts) task(text)
    done += 100 * texts.length
    elapsed = performance.now() - start
  }
  return (1000 * done) / elapsed
}

if (import.meta.main) {
  for (const { name, ratio, rate, floorRate, target } of await benchHardwareHash()) {
    const goal = target === undefined ? '' : `  target ${target}`
    console.log(
      `${name.padEnd(58)} ${rate.toFixed(0).padStart(8)}/s  floor ${floorRate.toFixed(0)}/s  ratio ${ratio.toFixed(2)}${goal}`,
    )
  }
}
