import type { Registry } from '../context.ts'
import { appendJournal } from '../journal/index.ts'
import { may, type Permission, type Principal, requireOrganization, requirePermission } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'

/**
 * Who needs a second factor beside a password: nobody, people who decide about others, or everybody. A passkey is two factors by itself:
 * the device, and what unlocks it.
 */
export const secondFactorPolicies = ['optional', 'privileged', 'everyone'] as const
export type SecondFactorPolicy = (typeof secondFactorPolicies)[number]

/** How the people of an organization sign in. */
export interface SignInPolicy {
  readonly secondFactor: SecondFactorPolicy
}

const standard: SignInPolicy = { secondFactor: 'privileged' }

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
    .select('second_factor')
    .executeTakeFirst()
  return row ? { secondFactor: row.second_factor as SecondFactorPolicy } : standard
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

/** Sets the policy. People who need a second factor and have none set one up at their next sign-in. */
export async function setSignInPolicy(
  registry: Registry,
  principal: Principal,
  organizationId: string,
  policy: SignInPolicy,
): Promise<SignInPolicy> {
  requirePermission(principal, 'sign-in.manage')
  await requireOrganization(registry, principal, organizationId)
  const now = registry.now()
  const before = await findSignInPolicy(registry, organizationId)
  const values = { second_factor: policy.secondFactor, updated_at: now }
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
