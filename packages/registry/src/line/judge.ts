import { type CriticalField, type Finding, inspectHardwareHash } from '@hailport/hardware-hash'
import { type RejectedRow, type ReportItem, readReportRow } from '../factory/decide.ts'
import { type IdentityFacts, matchIdentity } from '../identity/index.ts'
import { type DeviceRow, toRow } from '../rows/row.ts'

/** What the line should do with a unit. `look`: it may go on, and somebody should know. `duplicate`: it is, or claims to be, another unit. */
export type LineVerdict = 'ok' | 'look' | 'stop' | 'duplicate'

/** One thing found at a unit. */
export interface LineFinding {
  readonly severity: 'stop' | 'duplicate' | 'look' | 'note'
  readonly code: string
  readonly field: string
  readonly message: string
  readonly remedy: string
}

/** A unit that was seen before, at this station or another. */
export interface SeenUnit {
  readonly facts: IdentityFacts
  /** For people: which one, where and when. */
  readonly said: string
}

/** What was found at a unit, and who it is. */
export interface LineJudgement {
  readonly verdict: LineVerdict
  /** Worst first. */
  readonly findings: LineFinding[]
  /** What is known of it; absent when its hash cannot be read. */
  readonly facts?: IdentityFacts
  /** As it is reported: the hash without its zero tail, and what the label says. */
  readonly device?: DeviceRow
}

/** Every field that a station may insist on. */
export const criticalFields = [
  'SmbiosSystemManufacturer',
  'SmbiosSystemProductName',
  'SmbiosSystemSerialNumber',
  'SmbiosUuid',
  'MacAddress',
  'EkPubHash',
  'TpmVersion',
  'DiskSerialNumber',
  'ProductKeyId',
  'SmbiosSystemFamily',
] as const satisfies readonly CriticalField[]

/** Without these a unit cannot be told from others for certain, at registration or at first boot. */
export const defaultRequired: readonly CriticalField[] = criticalFields.slice(0, 6)

/** The facts by which units are compared, as keys of the station's own list. */
export function seenKeys(facts: IdentityFacts): string[] {
  const { ek, offline, uuid, serial, manufacturer, model, productKeyId, macs } = facts
  const tuple = serial === undefined ? undefined : JSON.stringify([manufacturer, model, serial])
  const keys: [string, string | undefined][] = [
    ['ek', ek && Buffer.from(ek).toString('base64url')],
    ['offline', offline && Buffer.from(offline).toString('base64url')],
    ['uuid', uuid],
    ['tuple', tuple],
    ['pkid', productKeyId],
    ...macs.map((mac): [string, string] => ['mac', mac]),
  ]
  return keys.flatMap(([kind, value]) => (value === undefined ? [] : [`${kind}:${value}`]))
}

/** Findings that show a hash that was not captured whole on this unit. */
const stopping = new Set<Finding['code']>(['offline-id-mismatch', 'ek-form', 'not-full-os'])

function onHash(hash: string, required: readonly CriticalField[], now: Date): LineFinding[] {
  const { findings, critical } = inspectHardwareHash(hash, now)
  return findings.map(({ severity, code, field, message, remedy }): LineFinding => {
    const missing = required.includes(field as CriticalField) && critical[field as CriticalField] !== 'present'
    const stop = severity === 'reject' || (severity === 'warn' && (missing || stopping.has(code)))
    return { severity: stop ? 'stop' : severity === 'warn' ? 'look' : 'note', code, field, message, remedy }
  })
}

function refusal({ code, field, message }: RejectedRow): LineFinding {
  const remedy =
    code === 'hardware_mismatch'
      ? 'The label is of another unit, or the firmware was written wrong: correct it, then capture again.'
      : 'Capture the hash again on the unit itself.'
  return { severity: 'stop', code, field: field ?? 'hardwareHash', message, remedy }
}

/** How the unit stands to those that were seen before. */
function onSeen(facts: IdentityFacts, seen: readonly SeenUnit[]): LineFinding[] {
  const match = matchIdentity(facts, seen)
  if (match.kind === 'conflict')
    return [duplicate(match.reason, 'identity', `It shares its identity with another unit: ${match.device.said}.`)]
  const others = match.kind === 'new' ? seen : seen.filter(unit => matchIdentity(facts, [unit]).kind !== 'same')
  const used = numbers.flatMap(([code, field, isShared]) => {
    const other = others.find(unit => isShared(facts, unit.facts))
    return other ? [duplicate(code, field, `Another unit has the same ${field}: ${other.said}.`)] : []
  })
  return match.kind === 'new' ? used : [...used, capturedBefore(match.device)]
}

const capturedBefore = ({ said }: SeenUnit): LineFinding => ({
  severity: 'look',
  code: 'captured_before',
  field: 'device',
  message: `This unit was captured before: ${said}.`,
  remedy: 'Nothing needs doing when it came by again; the newest capture counts.',
})

/** What no two units may have in common. */
const numbers: [code: string, field: string, isShared: (a: IdentityFacts, b: IdentityFacts) => boolean][] = [
  ['serial_number_used', 'serialNumber', (a, b) => sameText(a, b, 'serial', 'manufacturer', 'model')],
  ['product_key_id_used', 'productKeyId', (a, b) => sameText(a, b, 'productKeyId')],
  ['uuid_used', 'SmbiosUuid', (a, b) => sameText(a, b, 'uuid')],
  ['mac_address_used', 'MacAddress', (a, b) => a.macs.some(mac => b.macs.includes(mac))],
]

const sameText = (
  a: IdentityFacts,
  b: IdentityFacts,
  ...names: ('serial' | 'manufacturer' | 'model' | 'uuid' | 'productKeyId')[]
) => names.every(name => a[name] === b[name]) && a[names[0] as 'serial'] !== undefined

const duplicate = (code: string, field: string, message: string): LineFinding => ({
  severity: 'duplicate',
  code,
  field,
  message,
  remedy: 'Set both units aside and find out which one has the wrong data; nothing was queued.',
})

const order = ['stop', 'duplicate', 'look', 'note'] as const

function judged(findings: readonly LineFinding[]): Pick<LineJudgement, 'verdict' | 'findings'> {
  const sorted = order.flatMap(severity => findings.filter(finding => finding.severity === severity))
  const worst = sorted[0]?.severity ?? 'note'
  return { verdict: worst === 'note' ? 'ok' : worst, findings: sorted }
}

/** Facts of the unit, with the product key id of the label when the hash has none. */
const factsOf = ({ read, row }: ReportItem): IdentityFacts =>
  read.facts.productKeyId === undefined && row.productKeyId !== undefined
    ? { ...read.facts, productKeyId: row.productKeyId }
    : read.facts

/**
 * Judges a unit at the end of the line: may its hash be reported, is all there that the maker insists on, does its label agree with its
 * firmware, and has nobody else its identity. The first and the third are the very rules of the registry.
 *
 * @param unit the hash as base64, and what was read off the label.
 * @param find the units that share one of the keys (`seenKeys`).
 */
export function judgeUnit(
  unit: DeviceRow & { readonly hardwareHash: string },
  rules: { readonly required: readonly CriticalField[]; readonly now: Date },
  find: (keys: readonly string[]) => readonly SeenUnit[],
): LineJudgement {
  const findings = onHash(unit.hardwareHash, rules.required, rules.now)
  const item = readReportRow(toRow(unit))
  if ('code' in item) {
    // The reader has said it already, in words that are better.
    const said = item.code === 'invalid_hardware_hash' && findings.some(finding => finding.severity === 'stop')
    return judged(said ? findings : [refusal(item), ...findings])
  }
  const facts = factsOf(item)
  const missingKey = findings.filter(finding => finding.field !== 'ProductKeyId' || item.row.productKeyId === undefined)
  return {
    ...judged([...onSeen(facts, find(seenKeys(facts))), ...missingKey]),
    facts,
    device: { ...item.row, hardwareHash: Buffer.from(item.read.bytes).toString('base64') },
  }
}
