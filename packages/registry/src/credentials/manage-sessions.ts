import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import type { SessionsTable } from '../store/index.ts'
import type { PersonRef } from './person-ref.ts'
import { requireSelfOrManager } from './person-rights.ts'

/** A session as it is listed. */
export interface SessionInfo {
  readonly id: string
  readonly createdAt: number
  readonly lastUsedAt: number
  /** When it ends at the latest. */
  readonly expiresAt: number
  readonly address: string
  readonly userAgent: string
  readonly methods: string[]
}

const toInfo = (row: SessionsTable): SessionInfo => ({
  id: row.id,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  expiresAt: row.expires_at,
  address: row.address,
  userAgent: row.user_agent,
  methods: JSON.parse(row.amr),
})

/** The live sessions of a person, newest first; for the person and who manages people. */
export async function listSessions(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
  page: PageRequest = {},
): Promise<Page<SessionInfo>> {
  await requireSelfOrManager(registry, principal, person)
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 1)
  const now = registry.now()
  let query = registry.store.db
    .selectFrom('sessions')
    .selectAll()
    .where('organization_id', '=', person.organizationId)
    .where('person_id', '=', person.personId)
    .where('expires_at', '>', now)
    .where('last_used_at', '>', now - registry.limits.sessionIdleMs)
  if (after !== undefined) query = query.where('id', '<', String(after[0]))
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, toInfo, row => [row.id])
}

/**
 * Ends sessions of a person, effective with their next request.
 * @param which one of them, or all but one.
 * @throws not_found when the one is not there.
 */
export async function endSessions(
  registry: Registry,
  principal: Principal,
  person: PersonRef,
  which: { readonly only: string } | { readonly except?: string },
): Promise<void> {
  await requireSelfOrManager(registry, principal, person)
  const { organizationId, personId } = person
  await registry.store.write(async tx => {
    let query = tx.db
      .deleteFrom('sessions')
      .where('organization_id', '=', organizationId)
      .where('person_id', '=', personId)
    if ('only' in which) query = query.where('id', '=', which.only)
    else if (which.except !== undefined) query = query.where('id', '<>', which.except)
    const { numDeletedRows } = await query.executeTakeFirst()
    if (numDeletedRows === 0n) {
      if ('only' in which) throw new RegistryError('not_found')
      return
    }
    const after = 'only' in which ? { sessionId: which.only } : { sessions: Number(numDeletedRows) }
    await appendJournal(tx, principal, registry.now(), [
      { organizationId, action: 'session.ended', subjectKind: 'person', subjectId: personId, after },
    ])
  })
}
