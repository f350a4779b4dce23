import type { Registry } from '../context.ts'
import { type Grant, limitedGrants, type Permission, type Principal } from '../organizations/index.ts'
import type { DelegationMembersTable, DelegationsTable } from '../store/index.ts'
import { delegationState } from './delegation.ts'

/** A delegation with one of those who use it. */
export type Assigned = Pick<DelegationsTable, 'state' | 'expires_at'> & {
  readonly permissions: string
  readonly group_tags: string | null
  readonly subject_kind: string
  readonly subject_id: string
  readonly own_permissions: string | null
  readonly own_group_tags: string | null
}

const parse = (list: string | null): string[] | undefined => (list === null ? undefined : JSON.parse(list))

function both<T>(a: readonly T[] | undefined, b: readonly T[] | undefined): readonly T[] | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a.filter(each => b.includes(each))
}

/** Whether the assignment is for this person: by name, or by a role that it has now. */
function isFor(principal: Principal, row: Pick<DelegationMembersTable, 'subject_kind' | 'subject_id'>): boolean {
  return row.subject_kind === 'person'
    ? row.subject_id === principal.id
    : row.subject_kind === 'role' && principal.roles.includes(row.subject_id)
}

/** What delegations grant to a person of the partner at `now`: what the customer gave, narrowed by what the partner assigned. */
export function delegatedGrants(principal: Principal, rows: readonly Assigned[], now: number): Grant[] {
  return rows
    .filter(row => delegationState(row, now) === 'granted' && isFor(principal, row))
    .flatMap(row => {
      const permissions = both(parse(row.permissions), parse(row.own_permissions)) as Permission[]
      const groupTags = both(parse(row.group_tags), parse(row.own_group_tags))
      return limitedGrants(permissions, groupTags === undefined ? {} : { groupTags })
    })
}

/** The person as it acts in the tenant. */
export function asMemberOf(principal: Principal, tenantId: string, grants: readonly Grant[]): Principal {
  return {
    ...principal,
    organization: { kind: 'tenant', id: tenantId },
    roles: [],
    grants,
    onBehalfOf: principal.organization.id,
  }
}

/**
 * Makes the function that lets a person of a partner act in a customer's tenant: for everything that serves a tenant. Applications do
 * not: each act is a person's.
 * @returns undefined when nothing is delegated to the principal there.
 */
export function delegationReader(
  registry: Registry,
): (principal: Principal, tenantId: string) => Promise<Principal | undefined> {
  const find = registry.store.prepare<{ partner: string; tenant: string }, Assigned>((db, p) =>
    db
      .selectFrom('partner_delegations as own')
      .innerJoin('delegations as d', join =>
        join.onRef('d.tenant_id', '=', 'own.tenant_id').onRef('d.id', '=', 'own.delegation_id'),
      )
      .innerJoin('delegation_members as m', join =>
        join.onRef('m.partner_id', '=', 'own.partner_id').onRef('m.delegation_id', '=', 'own.delegation_id'),
      )
      .select(['d.state', 'd.expires_at', 'd.permissions', 'd.group_tags', 'm.subject_kind', 'm.subject_id'])
      .select(['m.permissions as own_permissions', 'm.group_tags as own_group_tags'])
      .where('own.partner_id', '=', p.partner)
      .where('own.tenant_id', '=', p.tenant)
      .where('d.state', '=', 'granted'),
  )
  return async (principal, tenantId) => {
    if (principal.kind !== 'person' || principal.organization.kind !== 'partner') return undefined
    const rows = await find({ partner: principal.organization.id, tenant: tenantId })
    const grants = delegatedGrants(principal, rows, registry.now())
    return grants.length === 0 ? undefined : asMemberOf(principal, tenantId, grants)
  }
}
