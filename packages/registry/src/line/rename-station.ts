import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requirePartner } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import { optionalText, requireText } from '../text.ts'
import { type LineStation, toLineStation } from './station.ts'

/** What a station is called from now on; absent: stays. */
export interface LineStationNames {
  readonly name?: string
  /** null: it stands at no line that has a name. */
  readonly line?: string | null
}

/**
 * Renames a station, revoked ones too: what it reported is named by its id. The same names again change nothing.
 * @throws not_found, forbidden, invalid_request.
 */
export async function renameLineStation(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  id: string,
  names: LineStationNames,
): Promise<LineStation> {
  requirePartner(principal, partnerId, 'station.manage')
  return registry.store.write(async tx => {
    const own = scopeTo(tx.db, partnerId)
    const row = await own.selectFrom('line_stations').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    const before = { name: row.name, line: row.line }
    const after = {
      name: names.name === undefined ? row.name : requireText(names.name, 'name', 100),
      line: names.line === undefined ? row.line : optionalText(names.line, 'line', 100),
    }
    if (after.name === before.name && after.line === before.line) return toLineStation(row)
    await own.updateTable('line_stations').set(after).where('id', '=', id).execute()
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId: partnerId,
        action: 'line-station.renamed',
        subjectKind: 'line-station',
        subjectId: id,
        before,
        after,
      },
    ])
    return toLineStation({ ...row, ...after })
  })
}
