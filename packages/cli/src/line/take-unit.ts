import { createHash } from 'node:crypto'
import {
  type DeviceRow,
  judgeUnit,
  type LineFinding,
  type LineJudgement,
  type LineVerdict,
  packFacts,
  signEntry,
} from '@hailport/registry/line'
import type { QueuedEntry } from './queue.ts'
import type { Station } from './station.ts'

/** What became of a unit at the station. */
export interface UnitOutcome {
  readonly verdict: LineVerdict
  /** Number of its entry, when it is queued, now or before. */
  readonly sequence?: number
  readonly serialNumber?: string
  readonly productKeyId?: string
  readonly findings: readonly LineFinding[]
}

/** A unit that is before the station: its hash, and what its label says. */
export interface Unit {
  /** Base64, or the bytes. */
  readonly hash: string | Uint8Array
  readonly label?: Pick<DeviceRow, 'serialNumber' | 'productKeyId'>
}

const named = (facts: LineJudgement['facts'], label: Unit['label'] = {}) => {
  const serialNumber = facts?.serial ?? label.serialNumber
  const productKeyId = facts?.productKeyId ?? label.productKeyId
  return { ...(serialNumber && { serialNumber }), ...(productKeyId && { productKeyId }) }
}

/** A capture that is queued already, bit for bit: a controller asked again, and gets the same answer. */
function repeated(entry: QueuedEntry, judgement: LineJudgement, unit: Unit): UnitOutcome {
  const rejected = entry.status === 'rejected'
  const { code = 'rejected', message = '' } = JSON.parse(entry.result ?? '{}') as { code?: string; message?: string }
  const findings = judgement.findings.filter(finding => finding.code !== 'captured_before')
  const refusal: LineFinding = {
    severity: 'stop',
    code,
    field: 'device',
    message: `The registry rejected this capture: ${message}`,
    remedy: 'Correct the unit and capture it again.',
  }
  const worst = findings.some(finding => finding.severity === 'look') ? 'look' : 'ok'
  return {
    verdict: rejected ? 'stop' : worst,
    sequence: entry.sequence,
    ...named(judgement.facts, unit.label),
    findings: rejected ? [refusal, ...findings] : findings,
  }
}

/**
 * Judges a unit; queues it, signed, when it may go on and `queue` says so. When this returns, the entry is on the disk.
 * Judged again when another process has queued something in between.
 */
export async function takeUnit(station: Station, unit: Unit, queue: boolean): Promise<UnitOutcome> {
  const { key, thumbprint, settings } = station
  const hardwareHash = typeof unit.hash === 'string' ? unit.hash : Buffer.from(unit.hash).toString('base64')
  for (;;) {
    const { sequence: after, digest: previous } = station.queue.last()
    const rules = { required: settings.required, now: new Date() }
    const judgement = judgeUnit({ hardwareHash, ...unit.label }, rules, keys => station.queue.find(keys))
    const { verdict, findings, facts, device } = judgement
    const outcome = { verdict, findings, ...named(facts, unit.label) }
    if (verdict === 'stop' || verdict === 'duplicate' || !facts || !device?.hardwareHash) return outcome
    const hash = createHash('sha256').update(device.hardwareHash).digest('base64url')
    const before = station.queue.findCapture(hash)
    if (before) return repeated(before, judgement, unit)
    if (!queue) return outcome
    const at = Date.now()
    const signed = await signEntry({ sequence: after + 1, previous, at, device }, key, thumbprint)
    const remembered = {
      at,
      facts: packFacts(facts),
      serial_number: facts.serial ?? null,
      manufacturer: facts.manufacturer ?? null,
      model: facts.model ?? null,
      product_key_id: facts.productKeyId ?? null,
    }
    if (station.queue.append({ after, signed, hash, unit: remembered })) return { ...outcome, sequence: after + 1 }
  }
}
