import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal, type EventKind } from '../journal/index.ts'
import {
  type Permission,
  type Principal,
  personNames,
  requireAssignable,
  requirePermission,
} from '../organizations/index.ts'
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from '../page.ts'
import { type DelegationMembersTable, type DelegationsTable, scopeTo, type Tx } from '../store/index.ts'
import { checkPermissions, checkTags } from './delegation.ts'
import { requireDelegation } from './find.ts'

/** Who of the partner uses a delegation: one person, or everybody with a role. */
export interface DelegationMember {
  readonly kind: 'person' | 'role'
  /** Id of the person, or name of the role. */
  readonly id: string
  /** Name of the person. */
  readonly name?: string
  /** Narrower than the delegation; absent: as the delegation. */
  readonly permissions?: readonly Permission[]
  readonly groupTags?: readonly string[]
  readonly assignedAt: number
}

const toMember = (row: DelegationMembersTable, names: ReadonlyMap<string, string>): DelegationMember => ({
  kind: row.subject_kind as DelegationMember['kind'],
  id: row.subject_id,
  ...(names.has(row.subject_id) && { name: names.get(row.subject_id) as string }),
  ...(row.permissions !== null && { permissions: JSON.parse(row.permissions) }),
  ...(row.group_tags !== null && { groupTags: JSON.parse(row.group_tags) }),
  assignedAt: row.assigned_at,
})

async function requireOwn(tx: Tx, principal: Principal, id: string): Promise<DelegationsTable> {
  if (principal.organization.kind !== 'partner')
    throw new RegistryError('forbidden', 'The partner chooses who of its people uses a delegation.')
  requirePermission(principal, 'delegation.assign')
  return requireDelegation(tx.db, principal, id)
}

function memberOf(tx: Tx, partnerId: string, delegationId: string, kind: string, subjectId: string) {
  return scopeTo(tx.db, partnerId)
    .selectFrom('delegation_members')
    .selectAll()
    .where('delegation_id', '=', delegationId)
    .where('subject_kind', '=', kind)
    .where('subject_id', '=', subjectId)
    .executeTakeFirst()
}

/**
 * Lets a person, or everybody with a role of the partner, use a delegation, perhaps narrowed. Both sides' journals tell it: the customer
 * is to know who acts in its tenant. Replaces an earlier assignment of the same subject.
 * @throws not_found, invalid_request.
 */
export async function assignDelegation(
  registry: Registry,
  principal: Principal,
  id: string,
  subject: Pick<DelegationMember, 'kind' | 'id'>,
  narrowed: { permissions?: readonly string[]; groupTags?: readonly string[] } = {},
): Promise<DelegationMember> {
  const permissions = narrowed.permissions === undefined ? null : checkPermissions(narrowed.permissions)
  const groupTags = checkTags(narrowed.groupTags ?? null)
  const now = registry.now()
  return registry.store.write(async tx => {
    const delegation = await requireOwn(tx, principal, id)
    const { partner_id } = delegation
    await requireAssignable(tx.db, partner_id, subject)
    const row: DelegationMembersTable = {
      partner_id,
      delegation_id: id,
      subject_kind: subject.kind,
      subject_id: subject.id,
      permissions,
      group_tags: groupTags,
      assigned_at: now,
    }
    await remove(tx, row)
    await tx.db.insertInto('delegation_members').values(row).execute()
    const member = toMember(
      row,
      subject.kind === 'person' ? await personNames(tx.db, partner_id, [subject.id]) : new Map(),
    )
    await journal(tx, registry, principal, delegation, { action: 'delegation.assigned', after: member })
    return member
  })
}

const remove = (tx: Tx, row: Omit<DelegationMembersTable, 'permissions' | 'group_tags' | 'assigned_at'>) =>
  scopeTo(tx.db, row.partner_id)
    .deleteFrom('delegation_members')
    .where('delegation_id', '=', row.delegation_id)
    .where('subject_kind', '=', row.subject_kind)
    .where('subject_id', '=', row.subject_id)
    .execute()

async function journal(
  tx: Tx,
  registry: Registry,
  principal: Principal,
  { id, tenant_id, partner_id }: DelegationsTable,
  entry: { action: EventKind; before?: object; after?: object },
): Promise<void> {
  await appendJournal(
    tx,
    principal,
    registry.now(),
    [tenant_id, partner_id].map(organizationId => ({
      organizationId,
      subjectKind: 'delegation',
      subjectId: id,
      ...entry,
    })),
  )
}

/** Takes the use of a delegation back, effective with the next request. @throws not_found. */
export async function unassignDelegation(
  registry: Registry,
  principal: Principal,
  id: string,
  subject: Pick<DelegationMember, 'kind' | 'id'>,
): Promise<void> {
  await registry.store.write(async tx => {
    const delegation = await requireOwn(tx, principal, id)
    const row = await memberOf(tx, delegation.partner_id, id, subject.kind, subject.id)
    if (!row) throw new RegistryError('not_found')
    await remove(tx, row)
    const before = toMember(row, new Map())
    await journal(tx, registry, principal, delegation, { action: 'delegation.unassigned', before })
  })
}

/** Who uses a delegation, for both sides. */
export async function listDelegationMembers(
  registry: Registry,
  principal: Principal,
  id: string,
  page: PageRequest = {},
): Promise<Page<DelegationMember>> {
  requirePermission(principal, 'delegation.read')
  const { partner_id } = await requireDelegation(registry.store.db, principal, id)
  const limit = pageLimit(page.limit, registry.limits.pageSize)
  const after = decodeCursor(page.cursor, 2)
  let query = scopeTo(registry.store.db, partner_id)
    .selectFrom('delegation_members')
    .selectAll()
    .where('delegation_id', '=', id)
  if (after !== undefined) {
    const [kind, subject] = after.map(String) as [string, string]
    query = query.where(eb =>
      eb.or([eb('subject_kind', '>', kind), eb.and([eb('subject_kind', '=', kind), eb('subject_id', '>', subject)])]),
    )
  }
  const rows = await query
    .orderBy('subject_kind')
    .orderBy('subject_id')
    .limit(limit + 1)
    .execute()
  const people = rows.filter(row => row.subject_kind === 'person').map(row => row.subject_id)
  const names = await personNames(registry.store.db, partner_id, people)
  return toPage(
    rows,
    limit,
    row => toMember(row, names),
    row => [row.subject_kind, row.subject_id],
  )
}
