/** How the labels of a line are printed and how its scanners are set up. */
export interface LabelFormat {
  /** What stands between the values; absent: a tab, semicolon, comma, bar or blanks. */
  readonly separator?: string
  /** Text that a value begins with, which tells what it is. */
  readonly serialPrefix?: string
  readonly productKeyIdPrefix?: string
  /** What the scanner types in place of the group separator of GS1 (ASCII 29), which keyboards do not have. */
  readonly groupSeparator?: string
  /** GS1 application identifiers of the two values. */
  readonly serialIdentifier: string
  readonly productKeyIdIdentifier: string
}

/** What was read off a label. */
export interface Label {
  readonly serialNumber?: string
  readonly productKeyId?: string
}

/** GS1 General Specifications: 21 is the serial number, 240 an additional product identification. */
export const usualLabels: LabelFormat = { serialIdentifier: '21', productKeyIdIdentifier: '240' }

const gs = '\u001d'
/** Symbology identifier of ISO/IEC 15424, which some scanners put before: GS1 ones say how to go on. */
const symbology = /^\](\w\d)/
const gs1Symbologies = new Set(['C1', 'd2', 'Q3', 'e0', 'J1'])
/** GS1: identifiers whose values have a length of their own and no separator behind them. */
const fixedLengths: Readonly<Record<string, number>> = {
  '00': 18,
  '01': 14,
  '02': 14,
  '11': 6,
  '12': 6,
  '13': 6,
  '15': 6,
  '16': 6,
  '17': 6,
  '20': 2,
}

/** @returns the label, or why it cannot be read. */
export function readLabel(scan: string, format: LabelFormat): Label | { readonly problem: string } {
  let text = scan.trim()
  if (format.groupSeparator) text = text.replaceAll(format.groupSeparator, gs)
  const kind = symbology.exec(text)?.[1]
  if (kind !== undefined) text = text.slice(3)
  const label =
    envelope(text, format) ??
    (text.startsWith('(') || gs1Symbologies.has(kind ?? '') || text.includes(gs) ? gs1(text, format) : undefined) ??
    plain(text, format)
  if ('problem' in label) return label
  return label.serialNumber === undefined && label.productKeyId === undefined
    ? { problem: 'There is neither a serial number nor a product key id in it.' }
    : label
}

const [recordSeparator, endOfMessage] = ['\u001e', '\u0004']

/** ISO/IEC 15434: `[)>` RS 06 GS fields with the data identifiers of ASC MH10 (S: serial number), or 05 and GS1. */
function envelope(text: string, format: LabelFormat): Label | undefined {
  if (!text.startsWith('[)>')) return undefined
  const [kind = '', ...fields] = text
    .slice(3)
    .split(gs)
    .map(field => field.replaceAll(recordSeparator, '').replaceAll(endOfMessage, ''))
  if (kind === '05') return gs1(fields.join(gs), format)
  const { serialPrefix = 'S', productKeyIdPrefix } = format
  return kind === '06' ? prefixed(fields, serialPrefix, productKeyIdPrefix) : undefined
}

function gs1(text: string, format: LabelFormat): Label {
  const values = new Map<string, string>()
  if (text.startsWith('('))
    for (const [, identifier = '', value = ''] of text.matchAll(/\((\d{2,4})\)([^(]*)/g)) values.set(identifier, value)
  else for (const [identifier, value] of elements(text, format)) values.set(identifier, value)
  return labelOf(values.get(format.serialIdentifier), values.get(format.productKeyIdIdentifier))
}

/** Element strings without parentheses: the two known identifiers, those of a fixed length, and others up to their separator. */
function* elements(text: string, format: LabelFormat): Generator<[string, string]> {
  const wanted = [format.serialIdentifier, format.productKeyIdIdentifier]
  for (let rest = text; rest !== ''; ) {
    if (rest.startsWith(gs)) {
      rest = rest.slice(1)
      continue
    }
    const known = wanted.find(identifier => rest.startsWith(identifier)) ?? rest.slice(0, 2)
    const fixed = wanted.includes(known) ? undefined : fixedLengths[known]
    const end = fixed === undefined ? rest.indexOf(gs) : known.length + fixed
    const value = rest.slice(known.length, end < 0 ? undefined : end)
    yield [known, value]
    rest = end < 0 ? '' : rest.slice(end)
  }
}

const labelOf = (serial = '', productKeyId = ''): Label => ({
  ...(serial.trim() !== '' && { serialNumber: serial.trim() }),
  ...(productKeyId.trim() !== '' && { productKeyId: productKeyId.trim() }),
})

function prefixed(parts: readonly string[], serial: string | undefined, productKeyId: string | undefined): Label {
  const after = (prefix: string | undefined) =>
    prefix === undefined ? undefined : parts.find(part => part.startsWith(prefix))?.slice(prefix.length)
  return labelOf(after(serial), after(productKeyId))
}

const isProductKeyId = (text: string): boolean => /^\d{13}$/.test(text)

/** Values side by side: product key id and serial number in one scan, in either order when it is clear which is which. */
function plain(text: string, format: LabelFormat): Label | { readonly problem: string } {
  const { separator, serialPrefix, productKeyIdPrefix } = format
  const parts = text
    .split(separator ?? /[\t;,|]|\s+/)
    .map(part => part.trim())
    .filter(part => part !== '')
  if (serialPrefix !== undefined || productKeyIdPrefix !== undefined)
    return prefixed(parts, serialPrefix, productKeyIdPrefix)
  const [first = '', second] = parts
  if (parts.length > 2)
    return { problem: `It has ${parts.length} values; a product key id and a serial number are expected.` }
  if (second === undefined) return isProductKeyId(first) ? labelOf(undefined, first) : labelOf(first)
  if (isProductKeyId(first)) return labelOf(second, first)
  if (isProductKeyId(second)) return labelOf(first, second)
  return { problem: 'None of its two values is a product key id of 13 digits.' }
}
