import { readdirSync, readFileSync } from 'node:fs'

const folder = new URL('../vectors/', import.meta.url)

export interface ExpectedHash {
  totalLength: number
  sha256Ok: boolean
  offlineIdIsSha256OfEk: boolean | null
  records: { type: number; value: unknown }[]
}

/** The six vectors, each with its text, its bytes by Node's own decoder, and what it must decode to. */
export const vectors = readdirSync(folder)
  .filter(name => name.endsWith('.txt'))
  .map(file => {
    const name = file.slice(0, -4)
    const text = readFileSync(new URL(file, folder), 'utf8').trim()
    const expected = JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')) as ExpectedHash
    return { name, text, bytes: new Uint8Array(Buffer.from(text, 'base64')), expected }
  })

/** The vector whose name starts so. */
export function vector(start: string): (typeof vectors)[number] {
  return vectors.find(({ name }) => name.startsWith(start))!
}
