import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import { type Principal, requireTenant } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type IdentityConflictsTable, type Store, scopeTo, type Tx } from '../store/index.ts'
import { optionalText } from '../text.ts'

/** A known device that somebody presented with other parts. For its owner to review; nothing changes by itself. */
export interface IdentityConflict {
  readonly id: string
  readonly deviceId: string
  readonly reason: string
  /** Where it was presented: a registration or a first boot. */
  readonly source: string
  /** What was presented, field by field. */
  readonly presented: unknown
  readonly recordedAt: number
  readonly state: 'open' | 'dismissed'
}

const toConflict = (row: IdentityConflictsTable): IdentityConflict => ({
  id: row.id,
  deviceId: row.device_id,
  reason: row.reason,
  source: row.source,
  presented: JSON.parse(row.presented),
  recordedAt: row.recorded_at,
  state: row.state as IdentityConflict['state'],
})

/** Conflicts about the tenant's devices, newest first. */
export async function listConflicts(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  filter: PageRequest & { state?: IdentityConflict['state']; deviceId?: string },
): Promise<Page<IdentityConflict>> {
  requireTenant(principal, tenantId, 'device.read')
  const limit = pageLimit(filter.limit, registry.limits.pageSize)
  const after = decodeCursor(filter.cursor, 1)
  let query = scopeTo(registry.store.db, tenantId).selectFrom('identity_conflicts').selectAll()
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  if (filter.deviceId !== undefined) query = query.where('device_id', '=', filter.deviceId)
  if (after !== undefined) query = query.where('id', '<', String(after[0]))
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toConflict, row => [row.id])
}

/** The owner has looked: the known device stays as it is, and what was presented stays refused. @throws not_found. */
export async function dismissConflict(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  reason?: string,
): Promise<IdentityConflict> {
  requireTenant(principal, tenantId, 'device.write')
  const why = optionalText(reason, 'reason', 1000)
  return registry.store.write(async tx => {
    const own = scopeTo(tx.db, tenantId)
    const row = await own.selectFrom('identity_conflicts').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw new RegistryError('not_found')
    if (row.state !== 'open') throw new RegistryError('conflict', 'The conflict was dismissed already.')
    await own.updateTable('identity_conflicts').set({ state: 'dismissed' }).where('id', '=', id).execute()
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId: tenantId,
        action: 'identity-conflict.dismissed',
        subjectKind: 'device',
        subjectId: row.device_id,
        after: { conflictId: id },
        ...(why !== null && { reason: why }),
      },
    ])
    return toConflict({ ...row, state: 'dismissed' })
  })
}

/** Dismisses what is open about devices that are no more: there is nothing left to review. @returns the ids of the conflicts, by device. */
export async function dismissConflictsOf(
  store: Store,
  tx: Tx,
  tenantId: string,
  deviceIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await scopeTo(tx.db, tenantId)
    .updateTable('identity_conflicts')
    .set({ state: 'dismissed' })
    .where(store.textIn<'identity_conflicts'>('device_id', deviceIds))
    .where('state', '=', 'open')
    .returning(['id', 'device_id'])
    .execute()
  const byDevice = Map.groupBy(rows, row => row.device_id)
  return new Map([...byDevice].map(([id, own]) => [id, own.map(row => row.id)]))
}
