import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { appendJournal } from '../journal/index.ts'
import { may, type Permission, type Principal, requireOrganization, requirePermission } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import type { PersonRef } from './person-ref.ts'

/**
 * Who needs a second factor beside a password: nobody, people who decide about others, or everybody. A passkey is two factors by itself:
 * the device, and what unlocks it.
 */
export const secondFactorPolicies = ['optional', 'privileged', 'everyone'] as const
export type SecondFactorPolicy = (typeof secondFactorPolicies)[number]

/** How the people of an organization sign in. */
export interface SignInPolicy {
  readonly secondFactor: SecondFactorPolicy
  /** Whether people sign in only through the organization's own identity providers: passwords and passkeys of this service are off. */
  readonly externalOnly: boolean
  /** Ids of the people who may use them all the same, for the day on which the provider is down. */
  readonly breakGlass: readonly string[]
}

const standard: SignInPolicy = { secondFactor: 'privileged', externalOnly: false, breakGlass: [] }

/** Whether a person may use a password or passkey of this service. */
export const maySignInHere = ({ externalOnly, breakGlass }: SignInPolicy, personId: string): boolean =>
  !externalOnly || breakGlass.includes(personId)

/** Who has one of these decides about other people's rights or devices: the policy `privileged` is about them. */
const privileges: readonly Permission[] = [
  'organization.manage',
  'people.manage',
  'roles.manage',
  'applications.manage',
  'sign-in.manage',
  'consent.decide',
  'delegation.manage',
]

/** Whether a person needs a second factor. */
export function needsSecondFactor({ secondFactor }: SignInPolicy, principal: Principal): boolean {
  if (secondFactor === 'everyone') return true
  return secondFactor === 'privileged' && privileges.some(permission => may(principal, permission))
}

/** The policy in force; for code that has checked the rights. */
export async function findSignInPolicy(registry: Registry, organizationId: string): Promise<SignInPolicy> {
  const row = await scopeTo(registry.store.db, organizationId)
    .selectFrom('sign_in_policies')
    .select(['second_factor', 'external_only', 'break_glass'])
    .executeTakeFirst()
  if (!row) return standard
  return {
    secondFactor: row.second_factor as SecondFactorPolicy,
    externalOnly: row.external_only === 1,
    breakGlass: row.break_glass === null ? [] : JSON.parse(row.break_glass),
  }
}

/** Whether the organization lets a person use a password of this service. */
export async function mayUsePassword(registry: Registry, { organizationId, personId }: PersonRef): Promise<boolean> {
  return maySignInHere(await findSignInPolicy(registry, organizationId), personId)
}

/** The policy of an organization, for everybody in it. @throws not_found for others. */
export async function getSignInPolicy(
  registry: Registry,
  principal: Principal,
  organizationId: string,
): Promise<SignInPolicy> {
  requirePermission(principal, 'organization.read')
  await requireOrganization(registry, principal, organizationId)
  return findSignInPolicy(registry, organizationId)
}

/** Who is to get in when the provider is down must be there, and able to: with a password. @throws invalid_request */
async function requireBreakGlass(registry: Registry, organizationId: string, policy: SignInPolicy): Promise<void> {
  const { externalOnly, breakGlass } = policy
  if (breakGlass.length === 0 && !externalOnly) return
  if (breakGlass.length === 0 || breakGlass.length > 10)
    throw new RegistryError('invalid_request', 'breakGlass must name 1 to 10 people who get in without the provider.', {
      field: 'breakGlass',
    })
  const rows = await scopeTo(registry.store.db, organizationId)
    .selectFrom('person_credentials')
    .select('person_id')
    .where('person_id', 'in', [...breakGlass])
    .where('password', 'is not', null)
    .execute()
  const without = breakGlass.find(id => !rows.some(row => row.person_id === id))
  if (without !== undefined)
    throw new RegistryError('invalid_request', `${without} has no password, and could not get in.`, {
      field: 'breakGlass',
    })
}

/** Sets the policy; what is absent stays. People who need a second factor and have none set one up at their next sign-in. */
export async function setSignInPolicy(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  change: Partial<SignInPolicy>,
): Promise<SignInPolicy> {
  requirePermission(principal, 'sign-in.manage')
  await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  const before = await findSignInPolicy(registry, organizationId)
  const policy = { ...before, ...change }
  await requireBreakGlass(registry, organizationId, policy)
  const values = {
    second_factor: policy.secondFactor,
    external_only: policy.externalOnly ? 1 : 0,
    break_glass: JSON.stringify(policy.breakGlass),
    updated_at: now,
  }
  await registry.store.write(async tx => {
    await scopeTo(tx.db, organizationId)
      .insertInto('sign_in_policies')
      .values({ organization_id: organizationId, ...values })
      .onConflict(conflict => conflict.column('organization_id').doUpdateSet(values))
      .execute()
    await appendJournal(tx, principal, now, [
      {
        organizationId,
        action: 'sign-in-policy.updated',
        subjectKind: 'organization',
        subjectId: organizationId,
        before,
        after: policy,
      },
    ])
  })
  return policy
}
