import assert from 'node:assert/strict'
import type { Rows } from './rows.ts'

/** What became of a row, as far as the audit looks at it. */
export interface AuditedOutcome {
  readonly position: number
  readonly status: string
  readonly deviceId?: string
}

/** The outcomes of a batch, in the order of its rows. */
type OutcomesOf = (batchId: string) => readonly AuditedOutcome[]

interface Device {
  readonly id: string
  readonly tenant_id: string
  readonly batch_id: string
  readonly source: string
  readonly hash_block: number | null
}

const hex = (id: string): string => id.replaceAll('-', '')
const bytesHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/**
 * Asserts what holds at any moment, on every engine: counts agree with outcomes, each row has one outcome, each device is there once,
 * with its keys, its hash and its journal entry, and consents have counted what was registered by them.
 */
export function audit(rows: Rows, outcomesOf: OutcomesOf): void {
  const registered = auditBatches(rows, outcomesOf)
  const released = releasedNow(rows)
  const devices = rows('select id, tenant_id, batch_id, source, hash_block from registrations')
  const ids = devices.map(row => row.id)
  assert.deepEqual(ids.sort(), registered.filter(id => !released.has(id)).sort())
  const entries = rows("select subject_id from journal where action = 'device.registered'").map(row => row.subject_id)
  assert.deepEqual(entries.sort(), registered.sort(), 'one journal entry for each registration')
  auditClaims(rows, devices)
  auditConsents(rows, released.size > 0)
}

/** Devices that were released and not taken back since. */
function releasedNow(rows: Rows): Set<string> {
  const open = new Map<string, number>()
  const steps = "select subject_id, action from journal where action in ('device.deregistered', 'device.restored')"
  for (const { subject_id: id, action } of rows(steps))
    open.set(id, (open.get(id) ?? 0) + (action === 'device.restored' ? -1 : 1))
  return new Set([...open].filter(([, count]) => count === 1).map(([id]) => id))
}

/** @returns the devices that rows have registered. */
function auditBatches(rows: Rows, outcomesOf: OutcomesOf): string[] {
  const registered: string[] = []
  for (const batch of rows('select * from batches where dry_run = 0')) {
    const outcomes = outcomesOf(batch.id)
    const count = (status: string) => outcomes.filter(outcome => outcome.status === status).length
    const { registered: bound, already_registered, held, rejected } = batch
    assert.deepEqual(
      { bound, already_registered, held, rejected },
      {
        bound: count('registered'),
        already_registered: count('already_registered'),
        held: count('held'),
        rejected: count('rejected'),
      },
    )
    assert.deepEqual(
      outcomes.map(outcome => outcome.position),
      outcomes.map((_, index) => index),
    )
    if (batch.state === 'finished') auditFinished(rows, batch, outcomes.length)
    for (const { status, deviceId } of outcomes) if (status === 'registered' && deviceId) registered.push(deviceId)
  }
  assert.equal(new Set(registered).size, registered.length, 'a device was registered by two rows')
  const orphans = 'select batch_id from batch_chunks where batch_id not in (select id from batches)'
  assert.deepEqual(rows(orphans), [], 'every chunk belongs to a batch')
  return registered
}

function auditFinished(rows: Rows, batch: { id: string; total: number; submitter_id: string }, outcomes: number): void {
  assert.equal(outcomes, batch.total, 'each row of a finished batch has its outcome')
  assert.deepEqual(rows("select * from batch_chunks where batch_id = ? and state <> 'done'", batch.id), [])
  const told = rows("select organization_id from journal where action = 'batch.finished' and subject_id = ?", batch.id)
  const sides = told.map(row => row.organization_id)
  assert.equal(new Set(sides).size, sides.length, 'each side was told once of the end of a batch')
  assert.ok(sides.includes(batch.submitter_id), 'the submitter was told of the end of its batch')
}

/** Keys and hashes belong to devices that are there, and to their owners. */
function auditClaims(rows: Rows, devices: readonly Device[]): void {
  const owners = new Map(devices.map(device => [hex(device.id), hex(device.tenant_id)]))
  const claims = rows('select device_id, tenant_id from identities')
  for (const claim of claims)
    assert.equal(bytesHex(claim.tenant_id), owners.get(bytesHex(claim.device_id)), 'a key is held for the owner')
  const claimed = new Set(claims.map(claim => bytesHex(claim.device_id)))
  assert.deepEqual([...claimed].sort(), [...owners.keys()].sort(), 'each device holds keys, nobody else does')
  assert.deepEqual(rows('select key from identities group by key, slot having count(*) > 1'), [])
  auditHashes(rows, devices)
}

/** Hashes lie in blocks of many: each device that came by its hash has one, and no block is left over. */
function auditHashes(rows: Rows, devices: readonly Device[]): void {
  const byHash = devices.filter(device => device.source === 'hash')
  assert.deepEqual(
    byHash.filter(device => device.hash_block === null),
    [],
    'each device that came by its hash has it',
  )
  const named = new Set(byHash.map(device => `${device.batch_id} ${device.hash_block}`))
  const blocks = rows('select batch_id, number from registration_hashes').map(row => `${row.batch_id} ${row.number}`)
  assert.deepEqual(blocks.sort(), [...named].sort())
}

/** A device that was released stays counted: the limit is one of registrations. */
function auditConsents(rows: Rows, someReleased: boolean): void {
  const used = new Map<string, number>(
    rows('select consent_id, count(*) as n from registrations where consent_id is not null group by consent_id').map(
      row => [row.consent_id, row.n],
    ),
  )
  for (const { id, devices_used: counted } of rows('select id, devices_used from consents')) {
    const registered = used.get(id) ?? 0
    if (someReleased) assert.ok(counted >= registered, 'a consent has counted its devices')
    else assert.equal(counted, registered, 'a consent has counted its devices')
  }
}
