/** Text that stands for "nothing": never written by a maker, or the default of a firmware kit. Compared folded and trimmed. */
const boilerplate = new Set([
  '0',
  'default string',
  'system serial number',
  'chassis serial number',
  'to be filled by o.e.m.',
  'to be filled by o.e.m',
  'none',
  'null',
  'n/a',
  'na',
  'not specified',
  'not applicable',
  'unknown',
  'system manufacturer',
  'system product name',
])
const oneCharacter = /^(.)\1*$/s
const plainUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const plainMac = /^[0-9a-f]{12}$/
const serialBoilerplate = new Set(['123456789', '0123456789'])
const oddBeginnings = new Set(['00000000', 'ffffffff', '03000200', '00020003'])
const uuidBoilerplate = new Set(['03000200040005000006000700080009', '00020003000400050006000700080009'])

function folded(text: string): string {
  return text.trim().toLowerCase()
}

/**
 * Whether a text of a hash says that there is none: empty, blank, or `SMBIOS_STRING_INDEX_0`, which is what OA3Tool writes for a
 * missing SMBIOS string.
 */
export function isMissingText(text: string): boolean {
  return isMissing(folded(text))
}

const isMissing = (value: string): boolean => value === '' || value === 'smbios_string_index_0'
const isBoilerplate = (value: string): boolean => isMissing(value) || boilerplate.has(value)

/** Whether a manufacturer, model or other text is missing or firmware boilerplate (`Default string`, `To be filled by O.E.M.`). */
export function isPlaceholderText(text: string): boolean {
  return isBoilerplate(folded(text))
}

/** Whether a serial number cannot tell devices apart: {@link isPlaceholderText}, `0123456789`, or one character all through. */
export function isPlaceholderSerial(text: string): boolean {
  const value = folded(text)
  return isBoilerplate(value) || serialBoilerplate.has(value) || oneCharacter.test(value)
}

/** Whether a UUID is none: all 0, all F, a well-known firmware default in either byte order, or not a UUID at all. */
export function isPlaceholderUuid(text: string): boolean {
  // The plain form, as hashes are read, begins with eight digits that are neither all 0, all F nor of a firmware default.
  if (plainUuid.test(text) && !oddBeginnings.has(text.slice(0, 8))) return false
  const digits = folded(text).replace(/[{}-]/g, '')
  return !/^[0-9a-f]{32}$/.test(digits) || /^(0{32}|f{32})$/.test(digits) || uuidBoilerplate.has(digits)
}

/**
 * Whether a MAC address, in any common form, cannot be one a maker assigned: zero, broadcast, multicast, locally administered, or
 * no address at all.
 */
export function isPlaceholderMac(text: string): boolean {
  // The plain form, as hashes are read, needs no cleaning.
  if (plainMac.test(text)) return (Number.parseInt(text.slice(0, 2), 16) & 3) !== 0 || text === '000000000000'
  const digits = folded(text).replace(/[-:.]/g, '')
  if (!/^[0-9a-f]{12}$/.test(digits) || digits === '000000000000') return true
  // The two low bits of the first byte: group address, locally administered. Broadcast has both.
  return (Number.parseInt(digits.slice(0, 2), 16) & 3) !== 0
}
