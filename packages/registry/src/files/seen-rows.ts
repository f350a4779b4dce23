import { hash } from 'node:crypto'
import type { DeviceRow } from '../rows/index.ts'

/** Remembers millions of rows in 12 bytes and a little each: by 64 bits of a digest, so that no two that differ are taken for one. */
export class SeenRows {
  #high = new Uint32Array(4096)
  #low = new Uint32Array(4096)
  #rows = new Uint32Array(4096)
  #count = 0

  /** @returns the number of the row that was the first with this text, when there was one. Numbers are from 1. */
  add(text: string, row: number): number | undefined {
    if (this.#count * 3 > this.#rows.length * 2) this.#grow()
    const digest = hash('sha1', text, 'buffer')
    const high = digest.readUInt32LE(0)
    const low = digest.readUInt32LE(4)
    const at = this.#find(high, low)
    const earlier = this.#rows[at] as number
    if (earlier !== 0) return earlier
    this.#put(at, high, low, row)
    this.#count += 1
    return undefined
  }

  #find(high: number, low: number): number {
    const mask = this.#rows.length - 1
    let at = low & mask
    while (this.#rows[at] !== 0 && (this.#high[at] !== high || this.#low[at] !== low)) at = (at + 1) & mask
    return at
  }

  #put(at: number, high: number, low: number, row: number): void {
    this.#high[at] = high
    this.#low[at] = low
    this.#rows[at] = row
  }

  #grow(): void {
    const [high, low, rows] = [this.#high, this.#low, this.#rows]
    this.#high = new Uint32Array(rows.length * 2)
    this.#low = new Uint32Array(rows.length * 2)
    this.#rows = new Uint32Array(rows.length * 2)
    for (let from = 0; from < rows.length; from++) {
      const row = rows[from] as number
      if (row === 0) continue
      const at = this.#find(high[from] as number, low[from] as number)
      this.#put(at, high[from] as number, low[from] as number, row)
    }
  }
}

/** What a row names its device by. Nothing for a row that names none. */
export function namedDevice(fields: DeviceRow): string | undefined {
  const { hardwareHash, productKeyId, serialNumber, manufacturer, model } = fields
  if (hardwareHash !== undefined) return hardwareHash
  if (productKeyId !== undefined) return `p ${productKeyId}`
  return serialNumber === undefined ? undefined : JSON.stringify([serialNumber, manufacturer, model])
}
