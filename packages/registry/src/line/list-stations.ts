import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { type Principal, requirePartner } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { scopeTo } from '../store/index.ts'
import { type LineStation, toLineStation } from './station.ts'

export interface LineStationFilter extends PageRequest {
  readonly state?: 'live' | 'revoked'
  /** Exact name of the line. */
  readonly line?: string
  /** newest first unless `asc`. */
  readonly order?: 'asc' | 'desc'
}

/** Stations of a maker. */
export async function listLineStations(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  filter: LineStationFilter,
): Promise<Page<LineStation>> {
  requirePartner(principal, partnerId, 'factory.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  const { order = 'desc' } = filter
  let query = scopeTo(registry.store.db, partnerId).selectFrom('line_stations').selectAll()
  if (filter.state !== undefined) query = query.where('revoked_at', filter.state === 'live' ? 'is' : 'is not', null)
  if (filter.line !== undefined) query = query.where('line', '=', filter.line)
  if (after !== undefined) query = query.where('id', order === 'desc' ? '<' : '>', String(after[0]))
  const rows = await query
    .orderBy('id', order)
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toLineStation, row => [row.id])
}

/** One station. @throws not_found. */
export async function getLineStation(
  registry: Registry,
  principal: Principal,
  partnerId: string,
  id: string,
): Promise<LineStation> {
  requirePartner(principal, partnerId, 'factory.read')
  const row = await scopeTo(registry.store.db, partnerId)
    .selectFrom('line_stations')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new RegistryError('not_found')
  return toLineStation(row)
}
