import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { base64ToBytes, bytesToBase64, HardwareHashError, readIdentity } from '@hailport/hardware-hash'
import { fileFailure } from '../failure.ts'
import { readHashes } from '../hash-input/read-hashes.ts'
import type { Label } from './label.ts'

interface Capture {
  readonly hash: string
  readonly serialNumber: string | undefined
  readonly productKeyId: string | undefined
  /** When its file was written, ms. */
  readonly at: number
}

/** No capture of one unit is larger, in bytes. */
const largestFile = 65_536

/** The captures in a folder: each file is read once, and again when it has changed. */
export class CaptureFolder {
  readonly #folder: string
  readonly #files = new Map<string, { readonly stamp: string; readonly captures: readonly Capture[] }>()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The newest capture with the numbers of the label. @throws Failure when the folder cannot be read. */
  async find({ serialNumber, productKeyId }: Label): Promise<string | undefined> {
    await this.#look()
    const found = [...this.#files.values()]
      .flatMap(({ captures }) => captures)
      .filter(capture =>
        serialNumber === undefined ? capture.productKeyId === productKeyId : capture.serialNumber === serialNumber,
      )
    return found.toSorted((a, b) => b.at - a.at)[0]?.hash
  }

  async #look(): Promise<void> {
    let names: string[]
    try {
      names = readdirSync(this.#folder)
    } catch (error) {
      throw fileFailure(`${this.#folder} cannot be read`, error)
    }
    for (const gone of this.#files.keys()) if (!names.includes(gone)) this.#files.delete(gone)
    for (const name of names) {
      const path = join(this.#folder, name)
      const file = statSync(path, { throwIfNoEntry: false })
      if (!file?.isFile() || file.size > largestFile) continue
      const stamp = `${file.size} ${file.mtimeMs}`
      if (this.#files.get(name)?.stamp === stamp) continue
      this.#files.set(name, { stamp, captures: await readCaptures(path, file.mtimeMs) })
    }
  }
}

/** What else lies in the folder, and what is still being written, holds no captures. */
async function readCaptures(path: string, at: number): Promise<Capture[]> {
  const inputs = await readHashes(path).catch(() => [])
  return inputs.flatMap(({ hash }) => {
    try {
      const bytes = typeof hash === 'string' ? base64ToBytes(hash) : hash
      const { serial, productKeyId } = readIdentity(bytes)
      return [{ hash: bytesToBase64(bytes), serialNumber: serial?.trim(), productKeyId: productKeyId?.trim(), at }]
    } catch (error) {
      if (error instanceof HardwareHashError) return []
      throw error
    }
  })
}
