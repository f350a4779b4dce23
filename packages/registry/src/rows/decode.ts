const encodingOf = (head: Uint8Array): string => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8'
}

/** Text out of UTF-8, or of UTF-16 with a byte order mark, however the bytes were cut on their way. Marks are taken off. */
export async function* decodeText(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let head = Buffer.alloc(0)
  for await (const piece of body) {
    if (decoder) yield decoder.decode(piece, { stream: true })
    else {
      head = Buffer.concat([head, piece])
      if (head.length < 2) continue
      decoder = new TextDecoder(encodingOf(head))
      yield decoder.decode(head, { stream: true })
    }
  }
  yield decoder ? decoder.decode() : head.toString()
}
