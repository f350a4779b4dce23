import { bytesToBase64 } from '@hailport/hardware-hash'
import type { Registry } from '../context.ts'
import { csvLine } from '../csv-text.ts'
import { RegistryError } from '../errors.ts'
import { openFactoryHashes } from '../factory/index.ts'
import type { Principal } from '../organizations/index.ts'
import { type DeskRequestsTable, scopeTo, type Tx } from '../store/index.ts'
import { requireDeskRequest, requireOwnWork, requireRequester } from './access.ts'
import { tellParties } from './journal.ts'
import { changeRequest } from './move.ts'
import { type DeskRequest, sideOf, viewRequest } from './request.ts'

const dayMs = 86_400_000
/** Bytes of a whole hash, with its zero tail, as other programs expect it. */
const wholeHash = 3000

function whole(bytes: Uint8Array): Uint8Array {
  if (bytes.length >= wholeHash) return bytes
  const padded = new Uint8Array(wholeHash)
  padded.set(bytes)
  return padded
}

async function readLines(tx: Tx, registry: Registry, row: DeskRequestsTable): Promise<string[]> {
  const devices = await scopeTo(tx.db, row.partner_id)
    .selectFrom('desk_devices')
    .select(['serial_number', 'record_id'])
    .where('request_id', '=', row.id)
    .where('state', '=', 'approved')
    .orderBy('number')
    .execute()
  const ids = devices.map(device => device.record_id).filter(id => id !== null)
  const hashes = await openFactoryHashes(registry, tx.db, row.partner_id, ids)
  return devices.map(({ serial_number, record_id }) => {
    const hash = hashes.get(record_id ?? '')
    if (!hash) throw new Error(`Factory record ${record_id} of desk request ${row.id} has no hash.`)
    return csvLine([serial_number, '', bytesToBase64(whole(hash))])
  })
}

/**
 * The approved hashes of a request, as a CSV file that importers of Autopilot take. It can be fetched once, by who opened the request;
 * that it was is journalled for everybody.
 * @throws conflict when there is nothing to fetch, any more or yet.
 */
export async function fetchDeskHashes(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<{ readonly name: string; readonly csv: string }> {
  const requester = await requireRequester(registry, principal, tenantId, 'device.read')
  const now = registry.now()
  const lines = await registry.store.write(async tx => {
    const row = await requireOwnWork(registry, tx.db, principal, requester, id)
    if (sideOf(row, requester.organizationId) !== 'requester')
      throw new RegistryError('forbidden', 'The hashes are for who opened the request.')
    if (row.hashes_until === null)
      throw new RegistryError('conflict', 'There are no hashes to fetch: none are approved, or the request goes on.')
    if (row.hashes_fetched_at !== null)
      throw new RegistryError('conflict', 'The hashes were fetched already. The maker can offer them again.')
    if (row.hashes_until <= now)
      throw new RegistryError('conflict', 'The time to fetch the hashes is over. The maker can offer them again.')
    const found = await readLines(tx, registry, row)
    const after = await changeRequest(tx, row, { hashes_fetched_at: now })
    await tellParties(tx, principal, now, after, {
      action: 'desk-request.hashes-fetched',
      after: { devices: found.length },
    })
    return found
  })
  const header = 'Device Serial Number,Windows Product ID,Hardware Hash\r\n'
  return { name: `hashes-${id}.csv`, csv: `${header}${lines.join('')}` }
}

/** Offers the approved hashes once more: the file was lost, or not fetched in time. @throws conflict when none were approved. */
export async function offerDeskHashes(
  registry: Registry,
  principal: Principal,
  makerId: string,
  id: string,
): Promise<DeskRequest> {
  const now = registry.now()
  const row = await registry.store.write(async tx => {
    const before = await requireDeskRequest(tx.db, principal, makerId, id, 'desk.work')
    if (before.hashes_until === null)
      throw new RegistryError('conflict', 'There are no hashes to offer: none are approved, or the request goes on.')
    const until = now + registry.limits.deskHashDays * dayMs
    const after = await changeRequest(tx, before, { hashes_until: until, hashes_fetched_at: null })
    await tellParties(tx, principal, now, after, { action: 'desk-request.hashes-offered' })
    return after
  })
  return viewRequest(registry, makerId, row)
}
