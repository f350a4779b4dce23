import { resolveReferences, xmlFault } from './xml-text.ts'

/** What stands in a document, in order. An empty element is an `open` and a `close`. */
export interface XmlEvent {
  kind: 'open' | 'close' | 'text'
  /** Name of the element, or the text with its references resolved. */
  value: string
  offset: number
}

const namePattern = /[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/y

/**
 * Walks a document once, from front to back. Enough of XML for reports: elements, attributes (skipped), text, CDATA, comments and
 * processing instructions (skipped). A document type is refused, so there are no entities to expand.
 *
 * @throws {HardwareHashError} `xml` with the offset.
 */
export function* xmlEvents(text: string): Generator<XmlEvent> {
  let at = 0
  while (at < text.length) {
    const mark = text.indexOf('<', at)
    const end = mark < 0 ? text.length : mark
    if (end > at) yield { kind: 'text', value: resolveReferences(text.slice(at, end), at), offset: at }
    if (mark < 0) return
    if (text.startsWith('<!--', mark)) at = past(text, '-->', mark + 4)
    else if (text.startsWith('<?', mark)) at = past(text, '?>', mark + 2)
    else if (text.startsWith('<![CDATA[', mark)) {
      at = past(text, ']]>', mark + 9)
      yield { kind: 'text', value: text.slice(mark + 9, at - 3), offset: mark }
    } else if (text.startsWith('</', mark)) {
      const value = nameAt(text, mark + 2)
      at = skipBlank(text, mark + 2 + value.length)
      if (text[at++] !== '>') throw xmlFault('A closing tag does not end.', mark)
      yield { kind: 'close', value, offset: mark }
    } else {
      const value = nameAt(text, mark + 1)
      at = endOfTag(text, mark + 1 + value.length)
      yield { kind: 'open', value, offset: mark }
      if (text[at - 2] === '/') yield { kind: 'close', value, offset: mark }
    }
  }
}

function past(text: string, closing: string, from: number): number {
  const at = text.indexOf(closing, from)
  if (at < 0) throw xmlFault(`No ${closing} follows.`, from)
  return at + closing.length
}

function nameAt(text: string, at: number): string {
  namePattern.lastIndex = at
  const name = namePattern.exec(text)?.[0]
  if (name === undefined) throw xmlFault('No element has such a name; a document type is not accepted.', at)
  return name
}

function skipBlank(text: string, from: number): number {
  let at = from
  while (at < text.length && ' \t\r\n'.includes(text[at]!)) at++
  return at
}

/** Offset behind the `>` that ends an opening tag, past attributes whose values may hold a `>` of their own. */
function endOfTag(text: string, from: number): number {
  let at = skipBlank(text, from)
  while (at < text.length) {
    if (text[at] === '>') return at + 1
    if (text[at] === '/' && text[at + 1] === '>') return at + 2
    if (at === from) throw xmlFault('An opening tag is not understood.', at)
    at = skipBlank(text, at + nameAt(text, at).length)
    if (text[at++] !== '=') throw xmlFault('An attribute has no value.', at)
    at = skipBlank(text, at)
    const quote = text[at]
    if (quote !== '"' && quote !== "'") throw xmlFault('An attribute is not quoted.', at)
    const close = past(text, quote, at + 1)
    if (text.slice(at, close).includes('<')) throw xmlFault('An attribute holds a "<".', at)
    at = skipBlank(text, close)
  }
  throw xmlFault('An opening tag does not end.', from)
}
