import { xmlEvents } from './xml-events.ts'
import { xmlFault, xmlText } from './xml-text.ts'

const names = ['ProductKey', 'ProductKeyID', 'ProductKeyState', 'HardwareHash'] as const

/** One `Key` of a report, as it stands there: trimmed text, unknown elements left out. */
export type ReportKey = { [Name in (typeof names)[number]]?: string }

const deepest = 64

/**
 * Reads the report that `OA3Tool /Report` writes: one `<Key>` as the document, or any number of them inside other elements.
 * With `/NoKeyCheck` a key has only `ProductKeyState` and `HardwareHash`. The hash is handed on as text and not decoded.
 *
 * @param input the document as text or as the bytes of the file (UTF-8, UTF-16, with or without byte-order mark).
 * @returns the keys in order, at least one.
 * @throws {HardwareHashError} `xml` for anything that is not well-formed, has a document type, an unknown entity or a name twice in
 * one key, or holds no key: a report is either read as it is meant or refused.
 */
export function readReportXml(input: string | Uint8Array): ReportKey[] {
  const text = xmlText(input)
  const keys: ReportKey[] = []
  const open: string[] = []
  let key: Map<string, string> | undefined
  let keyDepth = 0
  let roots = 0
  for (const { kind, value, offset } of xmlEvents(text)) {
    if (kind === 'open') {
      if (open.length === 0 && roots++ > 0) throw xmlFault('There is more than one document.', offset)
      if (open.length >= deepest) throw xmlFault('Elements are nested too deeply.', offset)
      if (key && open.length > keyDepth && key.has(open[keyDepth]!)) throw xmlFault('A value holds elements.', offset)
      open.push(value)
      if (value === 'Key' && key) throw xmlFault('A key stands inside a key.', offset)
      if (value === 'Key') {
        key = new Map()
        keyDepth = open.length
      } else if (key && open.length === keyDepth + 1 && isName(value)) {
        if (key.has(value)) throw xmlFault(`A key has ${value} twice.`, offset)
        key.set(value, '')
      }
    } else if (kind === 'close') {
      if (open.pop() !== value) throw xmlFault(`</${value.slice(0, 40)}> closes nothing.`, offset)
      if (key && open.length < keyDepth) {
        keys.push(Object.fromEntries([...key].map(([name, content]) => [name, content.trim()])))
        key = undefined
      }
    } else if (open.length === 0) {
      if (value.trim() !== '') throw xmlFault('Text stands outside the document.', offset)
    } else if (key && open.length === keyDepth + 1 && key.has(open[keyDepth]!)) {
      const name = open[keyDepth]!
      key.set(name, key.get(name)! + value)
    }
  }
  if (open.length > 0) throw xmlFault('The document ends too early.', text.length)
  if (keys.length === 0) throw xmlFault('The document holds no Key.', 0)
  return keys
}

function isName(value: string): boolean {
  return (names as readonly string[]).includes(value)
}
