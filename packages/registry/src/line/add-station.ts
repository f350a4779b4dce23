import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { requireMaker } from '../factory/index.ts'
import { newId } from '../ids.ts'
import { appendJournal } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { type LineStationsTable, scopeTo, type Tx } from '../store/index.ts'
import { optionalText, requireText } from '../text.ts'
import { requireStationKey, thumbprintOf } from './public-key.ts'
import { type LineStation, toLineStation } from './station.ts'

export interface NewLineStation {
  readonly name: string
  readonly line?: string | undefined
  /** The public half of the key that the station made. */
  readonly publicKey: Readonly<Record<string, unknown>>
}

/**
 * Adds a station. Adding one that is there already, by its key, answers with it: whoever did not get the answer asks again.
 * @throws not_found, forbidden; invalid_request; conflict when the key was revoked or there are too many stations.
 */
export async function addLineStation(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  input: NewLineStation,
): Promise<LineStation> {
  await requireMaker(registry, principal, partnerId, 'station.manage')
  const key = requireStationKey(input.publicKey)
  const now = registry.now()
  const row: LineStationsTable = {
    partner_id: partnerId,
    id: newId(now),
    name: requireText(input.name, 'name', 100),
    line: optionalText(input.line, 'line', 100),
    thumbprint: thumbprintOf(key),
    public_key: key.x,
    created_at: now,
    created_by: principal.id,
    revoked_at: null,
    revoked_reason: null,
    last_sequence: 0,
    last_digest: '',
    last_report_at: null,
    clock_skew: null,
  }
  return registry.store.write(
    async tx => {
      const own = scopeTo(tx.db, partnerId).selectFrom('line_stations')
      const known = await own.selectAll().where('thumbprint', '=', row.thumbprint).executeTakeFirst()
      if (known?.revoked_at === null) return toLineStation(known)
      if (known) throw new RegistryError('conflict', 'The key of this station was revoked; make the station a new one.')
      await requireRoom(tx, registry, partnerId)
      await tx.db.insertInto('line_stations').values(row).execute()
      const { name, line, thumbprint } = row
      await appendJournal(tx, principal, now, [
        {
          organizationId: partnerId,
          action: 'line-station.added',
          subjectKind: 'line-station',
          subjectId: row.id,
          after: { name, line, thumbprint },
        },
      ])
      return toLineStation(row)
    },
    // Side by side, the slower of two that add one key would fail on it in place of running again.
    { inTurn: true },
  )
}

async function requireRoom(tx: Tx, { limits }: Registry, partnerId: string): Promise<void> {
  const live = await scopeTo(tx.db, partnerId)
    .selectFrom('line_stations')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (Number(live.count) >= limits.lineStations)
    throw new RegistryError('conflict', `A maker has at most ${limits.lineStations} stations; revoke some.`)
}
