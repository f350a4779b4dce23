import { RegistryError } from '../errors.ts'

const newline = 0x0a

/**
 * Cuts a byte stream into lines, in arrays of those that end in one piece of input. Memory is bounded: a line longer than `maxBytes`
 * ends the stream with an error, because nothing after it can be trusted to be a row.
 * @throws body_too_large
 */
export async function* lines(body: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0)
  let count = 0
  for await (const piece of body) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    const found: Buffer[] = []
    let start = 0
    for (let end = data.indexOf(newline); end !== -1; end = data.indexOf(newline, start)) {
      found.push(data.subarray(start, end))
      start = end + 1
    }
    rest = data.subarray(start)
    count += found.length
    const longest = found.find(line => line.length > maxBytes) ?? (rest.length > maxBytes ? rest : undefined)
    if (longest)
      throw new RegistryError('body_too_large', `Near line ${count + 1}: a row is longer than ${maxBytes} bytes.`)
    if (found.length > 0) yield found
  }
  if (rest.length > 0) yield [rest]
}
