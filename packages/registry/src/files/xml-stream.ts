import { RegistryError } from '../errors.ts'

/** What stands in a document, in order. An empty element is an `open` and a `close`. Names come without their prefix. */
export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }

const fault = (why: string) =>
  new RegistryError('file_unreadable', `The XML in the spreadsheet is not well-formed: ${why}.`)

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function resolve(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name] ?? whole
    const code = name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
  })
}

const patterns = new Map<string, RegExp>()

/** The value of an attribute, by its name without the prefix. */
export function attribute(attributes: string, name: string): string | undefined {
  let pattern = patterns.get(name)
  if (pattern === undefined) {
    pattern = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`)
    patterns.set(name, pattern)
  }
  const found = pattern.exec(attributes)
  return found ? resolve(found[1] ?? found[2] ?? '') : undefined
}

const withoutPrefix = (name: string): string => name.slice(name.indexOf(':') + 1)

/** Walks XML as it comes in pieces. A document type is refused, so there are no entities that could grow. */
export class XmlStream {
  #rest = ''
  readonly #maxChars: number

  /** @param maxChars of one tag or text. */
  constructor(maxChars: number) {
    this.#maxChars = maxChars
  }

  push(piece: string): XmlEvent[] {
    const text = this.#rest + piece
    const events: XmlEvent[] = []
    let at = 0
    for (;;) {
      const mark = text.indexOf('<', at)
      if (mark < 0) break
      const next = this.#past(text, mark, events, at)
      if (next === undefined) break
      at = next
    }
    this.#rest = text.slice(at)
    if (this.#rest.length > this.#maxChars) throw fault(`a value is longer than ${this.#maxChars} characters`)
    return events
  }

  finish(): void {
    if (this.#rest.trim() !== '') throw fault('it is cut off')
  }

  /** Reads what begins at a `<`, with the text before it. @returns where it ends, or nothing when that has not come yet. */
  #past(text: string, mark: number, events: XmlEvent[], from: number): number | undefined {
    const before = () => {
      if (mark > from) events.push({ kind: 'text', text: resolve(text.slice(from, mark)) })
    }
    if (text.startsWith('<!', mark)) {
      if (text.startsWith('<!--', mark)) return this.#skip(text, '-->', mark + 4, before)
      if (text.startsWith('<![CDATA[', mark)) {
        const end = text.indexOf(']]>', mark + 9)
        if (end < 0) return undefined
        before()
        events.push({ kind: 'text', text: text.slice(mark + 9, end) })
        return end + 3
      }
      if (text.length - mark < 9) return undefined
      throw fault('a document type is not accepted')
    }
    if (text.startsWith('<?', mark)) return this.#skip(text, '?>', mark + 2, before)
    const end = endOfTag(text, mark + 1)
    if (end < 0) return undefined
    before()
    const inside = text.slice(mark + 1, end)
    if (inside.startsWith('/')) {
      events.push({ kind: 'close', name: withoutPrefix(inside.slice(1).trim()) })
      return end + 1
    }
    const blank = inside.search(/[\s/]/)
    const name = withoutPrefix(blank < 0 ? inside : inside.slice(0, blank))
    if (name === '') throw fault('an element has no name')
    events.push({ kind: 'open', name, attributes: blank < 0 ? '' : inside.slice(blank) })
    if (inside.endsWith('/')) events.push({ kind: 'close', name })
    return end + 1
  }

  #skip(text: string, closing: string, from: number, before: () => void): number | undefined {
    const end = text.indexOf(closing, from)
    if (end < 0) return undefined
    before()
    return end + closing.length
  }
}

/** A `>` inside of an attribute does not end the tag. */
function endOfTag(text: string, from: number): number {
  let end = text.indexOf('>', from)
  while (end >= 0) {
    const inside = text.slice(from, end)
    if (!/["']/.test(inside) || /^(?:[^"']|"[^"]*"|'[^']*')*$/.test(inside)) return end
    end = text.indexOf('>', end + 1)
  }
  return -1
}
