/** The bytes of a file, from any place in it: a spreadsheet is read from its end. */
export interface FileSource {
  readonly size: number
  /** The bytes from `start` up to `end` (the size when absent), in pieces. */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>
}

/** Reads a short range whole. */
export async function readRange(source: FileSource, start: number, end: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of source.read(start, end)) pieces.push(piece)
  return Buffer.concat(pieces)
}

const pieceBytes = 1_048_576

/** A file that is in memory. */
export function sourceOf(bytes: Uint8Array): FileSource {
  return {
    size: bytes.length,
    async *read(start = 0, end = bytes.length) {
      for (let at = start; at < end; at += pieceBytes) yield bytes.subarray(at, Math.min(end, at + pieceBytes))
    },
  }
}
