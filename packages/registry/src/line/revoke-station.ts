import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requirePartner } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import { requireText } from '../text.ts'
import { type LineStation, toLineStation } from './station.ts'

/**
 * Revokes a station for good: nothing that it signed is taken from now on, what was taken stays. Revoking it again changes nothing.
 * @throws not_found, forbidden; invalid_request without a reason.
 */
export async function revokeLineStation(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  station: { readonly id: string; readonly reason: string },
): Promise<LineStation> {
  requirePartner(principal, partnerId, 'station.manage')
  const reason = requireText(station.reason, 'reason', 500)
  return registry.store.write(async tx => {
    const now = registry.now()
    const own = scopeTo(tx.db, partnerId)
    const row = await own.selectFrom('line_stations').selectAll().where('id', '=', station.id).executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    if (row.revoked_at !== null) return toLineStation(row)
    const change = { revoked_at: now, revoked_reason: reason }
    await own.updateTable('line_stations').set(change).where('id', '=', row.id).execute()
    await appendJournal(tx, principal, now, [
      {
        organizationId: partnerId,
        action: 'line-station.revoked',
        subjectKind: 'line-station',
        subjectId: row.id,
        before: { lastSequence: row.last_sequence },
        reason,
      },
    ])
    return toLineStation({ ...row, ...change })
  })
}
