import type { ConsentVerdict } from '../consent/index.ts'
import type { ErrorCode } from '../errors.ts'
import type { ReportedDevice } from '../factory/index.ts'
import {
  type ConflictReason,
  type DeviceIndex,
  type IdentityFacts,
  type IdentityFlag,
  type IdentityKeys,
  type IdentityQuality,
  identityKeys,
  matchIdentity,
  type PresentedIdentity,
} from '../identity/index.ts'
import { type Reach, reaches } from '../organizations/index.ts'
import type { Identifier } from './item.ts'
import type { DeviceStatus, Warning } from './outcome.ts'
import type { IdentifiedItem } from './prepared.ts'

/** A device that somebody holds, or that an earlier row of the same submission has taken. */
export interface HeldDevice {
  readonly facts: IdentityFacts
  readonly tenantId: string
  readonly deviceId: string
  readonly batchId: string
}

/** A customer's word on a row that waits; expired: there was none for too long. */
export type RowAnswer = 'accepted' | 'refused' | 'expired'

/** What the rules need to know, fetched for a whole chunk at once. */
export interface Facts {
  readonly tenantId: string
  readonly batchId: string
  readonly consent: ConsentVerdict
  /** Group tags that the rights of whoever submits reach. */
  readonly reach: Reach
  /** Whether the submitter agrees to rows waiting for consent. */
  readonly hold: boolean
  /** Factory records that a product key id or tuple leads to. */
  readonly reported: (identifier: Identifier) => readonly ReportedDevice[]
  /** Devices by identity key; rows that are bound are added, so that a later row of the same device meets them. */
  readonly devices: Pick<DeviceIndex<HeldDevice>, 'find' | 'add'>
  /** The customer's word on a row that waited. */
  readonly answer?: (position: number) => RowAnswer | undefined
  /** Policies that the partner may give; absent where the consent allows none. */
  readonly policies: ReadonlySet<string> | undefined
}

/** The identity that an item has come to. */
export interface ResolvedDevice extends PresentedIdentity {
  readonly keys: IdentityKeys
  readonly flags: readonly IdentityFlag[]
  readonly quality: IdentityQuality
  readonly source: 'hash' | 'product-key-id' | 'tuple'
  /** `packFacts` of the facts. */
  readonly packedFacts: string
  readonly record?: ReportedDevice
}

/** The answer to one row, with the reasons. */
export interface Decision {
  readonly status: DeviceStatus
  readonly item: IdentifiedItem
  readonly code?: ErrorCode
  readonly message?: string
  readonly field?: string
  readonly warnings: readonly Warning[]
  /** The device to be bound (status registered). */
  readonly bind?: ResolvedDevice
  /** The device that waits to be accepted: who accepts must know which one it is. */
  readonly awaiting?: ResolvedDevice
  /** What its owner should see of the device to be bound. */
  readonly flags?: readonly IdentityFlag[]
  /** The device that the row already is. */
  readonly existing?: HeldDevice
  /** What an owner has to review. */
  readonly conflict?: {
    readonly device: HeldDevice
    readonly reason: ConflictReason
    readonly presented: ResolvedDevice
  }
}

const reject = (item: IdentifiedItem, code: ErrorCode, message?: string, field?: string): Decision => ({
  status: 'rejected',
  item,
  code,
  warnings: [],
  ...(message !== undefined && { message }),
  ...(field !== undefined && { field }),
})

/** The latest report first, but one without an endorsement key never before one that has it: it would weaken the identity. */
const byWorth = (a: ReportedDevice, b: ReportedDevice): number =>
  Number(b.facts.ek !== undefined) - Number(a.facts.ek !== undefined) || b.row.last_reported_at - a.row.last_reported_at

/** The same device reported by two makers is one device; several devices behind one key are not. */
function oneDevice(found: readonly ReportedDevice[]): ReportedDevice | 'several' | undefined {
  const [best, ...others] = [...found].sort(byWorth)
  if (best === undefined) return undefined
  return others.every(other => matchIdentity(other.facts, [best]).kind === 'same') ? best : 'several'
}

function fromRecord(record: ReportedDevice, source: 'product-key-id' | 'tuple'): ResolvedDevice {
  const { row, facts } = record
  return {
    facts,
    keys: identityKeys(facts),
    flags: JSON.parse(row.flags),
    quality: row.quality as IdentityQuality,
    serialNumber: row.serial_number,
    manufacturer: row.manufacturer,
    model: row.model,
    productKeyId: row.product_key_id,
    source,
    packedFacts: row.facts,
    record,
  }
}

function resolve(item: IdentifiedItem, facts: Facts): ResolvedDevice | Decision {
  const { identifier } = item
  if (identifier.by === 'hash') return identifier.device
  if (identifier.by === 'nothing')
    return reject(item, identifier.problem.code, identifier.problem.message, identifier.problem.field)
  const record = oneDevice(facts.reported(identifier))
  if (record === undefined) return reject(item, 'device_not_found')
  if (record === 'several') return reject(item, 'device_not_unique')
  return fromRecord(record, identifier.by)
}

/** What the row says of the device against what the hash or the maker's record says: a remark, the hash counts. */
function disagreements(item: IdentifiedItem, device: ResolvedDevice): Warning[] {
  const authority = device.source === 'hash' ? 'hardware hash' : "maker's record"
  const pairs = [
    ['serialNumber', item.row.serialNumber, device.serialNumber],
    ['productKeyId', item.row.productKeyId, device.productKeyId],
  ] as const
  return pairs
    .filter(([, stated, known]) => stated !== undefined && known !== null && stated !== known)
    .map(([field]) => ({
      code: 'hardware_mismatch',
      message: `${field} in the row is not the one in the ${authority}; the ${authority} counts.`,
    }))
}

/** Consent and its group-tag list. @returns undefined when the row may go on. */
function checkConsent(item: IdentifiedItem, facts: Facts): Decision | undefined {
  const { consent } = facts
  if (!consent.live) {
    const held = consent.mayHold && facts.hold
    return held ? { status: 'held', item, code: consent.code, warnings: [] } : reject(item, consent.code)
  }
  if (consent.groupTags === null) return undefined
  const tag = item.row.groupTag
  if (tag !== undefined && consent.groupTags.includes(tag)) return undefined
  return reject(
    item,
    'group_tag_not_allowed',
    tag === undefined ? 'The row has no group tag, and the consent asks for one.' : undefined,
    'groupTag',
  )
}

/** A profile of the partner's own that the row names. @returns undefined when the row may go on. */
function checkPolicy(item: IdentifiedItem, facts: Facts): Decision | undefined {
  const { policyId } = item.row
  if (policyId === undefined || facts.policies?.has(policyId)) return undefined
  return reject(item, facts.policies ? 'profile_not_found' : 'profiles_not_allowed', undefined, 'policyId')
}

/**
 * The registration rule: what becomes of one row, given the facts. It changes nothing but `facts.devices`, by which a later row of the
 * same submission meets this one.
 */
function decideOne(item: IdentifiedItem, facts: Facts): Decision {
  // What is plainly wrong with the row itself is said at once, consent or not.
  if (item.identifier.by === 'nothing') return resolve(item, facts) as Decision
  if (!reaches(facts.reach, item.row.groupTag ?? null))
    return reject(item, 'group_tag_not_yours', undefined, 'groupTag')
  const answer = facts.answer?.(item.position)
  if (answer === 'refused') return reject(item, 'batch_refused')
  if (answer === 'expired') return reject(item, 'held_too_long')
  const refused = checkConsent(item, facts) ?? checkPolicy(item, facts)
  if (refused) return refused
  const device = resolve(item, facts)
  if ('status' in device) return device
  const warnings = disagreements(item, device)
  const known = facts.devices.find(device.keys)
  const awaits = facts.consent.live && facts.consent.holdsBatches && answer !== 'accepted'
  const accept = (flags: readonly IdentityFlag[]): Decision =>
    awaits
      ? { status: 'held', item, code: 'batch_not_accepted', warnings, awaiting: device }
      : { status: 'registered', item, warnings, bind: device, flags }
  // Most devices are new: their facts are not even unpacked.
  if (known.length === 0) return accept(device.flags)
  const match = matchIdentity(device.facts, known)
  if (match.kind === 'conflict')
    return {
      ...reject(item, 'identity_conflict'),
      warnings,
      conflict: { device: match.device, reason: match.reason, presented: device },
    }
  if (match.kind === 'same') {
    const existing = match.device
    if (existing.tenantId !== facts.tenantId) return { ...reject(item, 'device_registered_elsewhere'), warnings }
    const code = existing.batchId === facts.batchId ? 'device_duplicated' : 'device_already_registered'
    return { status: 'already_registered', item, code, warnings, existing }
  }
  return accept(match.sharedSerial ? [...device.flags, 'shared-serial'] : device.flags)
}

/** Decides a chunk in the order of its rows. */
export function decide(items: readonly IdentifiedItem[], facts: Facts): (Decision & { readonly deviceId?: string })[] {
  let remaining = facts.consent.live ? facts.consent.remaining : 0
  const exhausted: Facts = {
    ...facts,
    consent: { live: false, code: 'consent_limit_reached', mayHold: facts.consent.mayHold },
  }
  return items.map(item => {
    const decision = decideOne(item, facts.consent.live && remaining <= 0 ? exhausted : facts)
    const { bind } = decision
    if (bind === undefined) return decision
    remaining -= 1
    const { deviceId } = item
    const { tenantId, batchId } = facts
    facts.devices.add(bind.keys, {
      get facts() {
        return bind.facts
      },
      tenantId,
      deviceId,
      batchId,
    })
    return { ...decision, deviceId }
  })
}
