import { codecs } from './codecs.ts'
import { hashSize } from './envelope.ts'
import { type Finding, note, warn } from './finding.ts'
import type { HardwareHash, HashRecord } from './model.ts'
import { largestUtcOffset } from './properties.ts'

/** Findings on the form of a hash: its size, its records, their order, and values that cannot be right. */
export function checkForm(hash: HardwareHash, now: Date): Finding[] {
  return [
    ...hash.records.flatMap(checkRecord),
    ...checkRepeats(hash.records),
    ...checkOrder(hash.records),
    ...checkSize(hash),
    ...checkTime(hash, now),
    ...checkValues(hash),
  ]
}

/** Type 35 has been seen in real hashes; only its meaning is unknown. */
const known = new Set([...codecs.keys(), 35])
const otherTool = 'Probably written by a third-party tool; capture with OA3Tool or Get-WindowsAutopilotInfo.'

function checkRecord(record: HashRecord): Finding[] {
  const field = `record ${record.type}`
  if (!known.has(record.type))
    return [note('record-unknown', field, `Record type ${record.type} is not known; kept as it is.`)]
  const odd =
    'raw' in record ? record.type !== 35 : 'rest' in record || Object.values(record).some(hasNul) || isOddField(record)
  return odd ? [warn('record-malformed', field, `Record ${record.type} does not have its usual form.`, otherTool)] : []
}

function hasNul(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\0')
}

/** A network adapter without bus, or NUL-filled text other than the 48 bytes of a processor model. */
function isOddField(record: HashRecord): boolean {
  if (record.type === 8) return !('BusEnumerator' in record)
  return 'fieldSize' in record && !(record.type === 4 && record.fieldSize === 48)
}

const repeating = new Set([6, 7, 8, 9, 27, 29, 30])

function checkRepeats(records: readonly HashRecord[]): Finding[] {
  const seen = new Set<number>()
  const twice = new Set<number>()
  for (const { type } of records) {
    if (seen.has(type) && known.has(type) && !repeating.has(type)) twice.add(type)
    seen.add(type)
  }
  const remedy = 'Capture again: only the first one counts here, and other readers may take the other.'
  return [...twice].map(type =>
    warn('record-repeated', `record ${type}`, `Record ${type} stands more than once.`, remedy),
  )
}

const usualOrder = [
  1, 2, 34, 5, 3, 4, 6, 7, 8, 9, 27, 10, 13, 25, 11, 12, 14, 15, 16, 17, 18, 19, 23, 20, 21, 22, 24, 26, 28,
]
const rankOf = new Map([...usualOrder, 29, 30, 35, 36, 37].map((type, rank) => [type, rank]))
// With several disks or displays the tool's order is not known: either way is usual.
rankOf.set(7, rankOf.get(6)!)
rankOf.set(27, rankOf.get(9)!)

function checkOrder(records: readonly HashRecord[]): Finding[] {
  const ranks = records.map(record => rankOf.get(record.type)).filter(rank => rank !== undefined)
  const at = ranks.findIndex((rank, index) => index > 0 && rank < ranks[index - 1]!)
  return at < 0 ? [] : [note('record-order', 'HardwareHash', 'The records do not stand in the order OA3Tool writes.')]
}

function checkSize(hash: HardwareHash): Finding[] {
  const findings: Finding[] = []
  const { totalLength } = hash
  if (totalLength !== hashSize) {
    const message = `The hash has ${totalLength} bytes; Autopilot's have ${hashSize}. The missing or surplus ones carry nothing.`
    const remedy = 'Write it anew with encodeHardwareHash({ records }) before handing it to Microsoft.'
    findings.push(note('size', 'HardwareHash', message, remedy))
  }
  if (hash.tail !== undefined) findings.push(note('tail', 'HardwareHash', 'Bytes behind the checksum are not zero.'))
  return findings
}

const firstPossible = Date.UTC(2016, 0, 1)
/** A clock set to local time is up to 14 hours ahead. */
const clockSlack = 24 * 3_600_000

function checkTime(hash: HardwareHash, now: Date): Finding[] {
  const findings: Finding[] = []
  const taken = Date.parse(hash.OsSystemTime ?? '')
  if (taken < firstPossible || taken > now.getTime() + clockSlack) {
    findings.push(
      note(
        'capture-time',
        'OsSystemTime',
        `Captured at ${hash.OsSystemTime}, which cannot be.`,
        "Set the device's clock.",
      ),
    )
  }
  const offset = hash.OsUtcOffsetMinutes
  if (offset !== undefined && Math.abs(offset) > largestUtcOffset) {
    findings.push(note('utc-offset', 'OsLocalTime', 'The offset from UTC is unknown, as always with old tools.'))
  }
  return findings
}

function checkValues(hash: HardwareHash): Finding[] {
  const findings: Finding[] = []
  const { ProductKeyID: key, ProcessorClasses: classes } = hash
  if (key !== undefined && !/^\d{13}$/.test(key)) {
    findings.push(note('product-key-id', 'ProductKeyID', 'A product key id has 13 digits; this one has another form.'))
  }
  const sum = (name: 'Cores' | 'Threads') => classes?.reduce((total, each) => total + each[name], 0)
  if (classes && (sum('Cores') !== hash.ProcessorCores || sum('Threads') !== hash.ProcessorThreads)) {
    const message = 'Cores and threads per class do not add up to the totals.'
    findings.push(note('processor-classes', 'ProcessorCores', message))
  }
  return findings
}
