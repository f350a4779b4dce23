import { createReadStream } from 'node:fs'
import { Failure, fileFailure } from '../failure.ts'

/** Largest input that is taken: some 60 000 hashes. */
const largest = 256 * 1024 * 1024

/** What messages call a FILE argument. */
export const nameOf = (file: string): string => (file === '-' ? 'standard input' : file)

/** The bytes of a file, or of standard input for `-`. @throws Failure when it cannot be read. */
export async function readFile(file: string): Promise<Buffer> {
  const stream = file === '-' ? process.stdin : createReadStream(file)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size > largest) break
    }
  } catch (error) {
    throw fileFailure(`${nameOf(file)} cannot be read`, error)
  }
  if (size <= largest) return Buffer.concat(chunks)
  throw new Failure({
    what: `${nameOf(file)} cannot be read`,
    why: `it is larger than ${largest / 1024 / 1024} MiB`,
    remedy: 'Split it, or send it to a service, which takes files of any size.',
  })
}
