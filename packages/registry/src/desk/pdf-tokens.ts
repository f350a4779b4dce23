/** What stands in a PDF file, as far as it matters here: names, words, and streams with the names of their dictionary. */
export interface PdfParts {
  /** Names, without the slash and with their #xx unfolded, outside of streams. */
  readonly names: ReadonlySet<string>
  readonly streams: readonly PdfStream[]
  /** Objects that begin here and there. */
  readonly objects: number
}

export interface PdfStream {
  /** Names in the dictionary, in their order. */
  readonly names: readonly string[]
  readonly start: number
  readonly end: number
}

const white = '\0\t\n\f\r '
const ends = `${white}()<>[]{}/%`

/** The end of a text in parentheses, which may be nested; the end of the file when it does not end. */
function endOfText(file: string, start: number): number {
  let depth = 0
  for (let at = start; at < file.length; at++) {
    const sign = file[at]
    if (sign === '\\') at++
    else if (sign === '(') depth++
    else if (sign === ')' && --depth === 0) return at + 1
  }
  return file.length
}

function endOfLine(file: string, start: number): number {
  for (let at = start; at < file.length; at++) if (file[at] === '\r' || file[at] === '\n') return at
  return file.length
}

function endOfWord(file: string, start: number): number {
  let at = start
  while (at < file.length && !ends.includes(file[at] as string)) at++
  return at
}

const unfolded = (name: string): string =>
  name.replaceAll(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/**
 * Walks through a file (ISO 32000-2, 7.2 and 7.3) from its beginning to its end, whatever its cross-references say.
 * @param file bytes as Latin-1.
 * @returns undefined when a stream does not end.
 */
export function readPdfParts(file: string): PdfParts | undefined {
  const names = new Set<string>()
  const streams: PdfStream[] = []
  let objects = 0
  // Names since the last object began or stream ended: the dictionary of a stream stands right before it.
  let recent: string[] = []
  let at = 0
  while (at < file.length) {
    const sign = file[at] as string
    if (sign === '%') at = endOfLine(file, at)
    else if (sign === '(') at = endOfText(file, at)
    else if (sign === '/') {
      const end = endOfWord(file, at + 1)
      const name = unfolded(file.slice(at + 1, end))
      names.add(name)
      recent.push(name)
      at = end
    } else if (ends.includes(sign)) at++
    else {
      const end = endOfWord(file, at)
      const word = file.slice(at, end)
      at = end
      if (word === 'obj') {
        objects++
        recent = []
      } else if (word === 'stream') {
        const stop = file.indexOf('endstream', end)
        if (stop < 0) return undefined
        // After the word come a line feed, or a carriage return and a line feed.
        const start = file[end] === '\r' ? end + 2 : end + 1
        streams.push({ names: recent, start, end: stop })
        recent = []
        at = stop + 'endstream'.length
      }
    }
  }
  return { names, streams, objects }
}
