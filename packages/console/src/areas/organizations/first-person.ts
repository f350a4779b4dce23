import { call } from '../../api/call.ts'
import type { InvitedPerson } from '../../api/generated/operations.ts'

/** Who is to administer a new organization; both empty: nobody yet. */
export interface FirstPerson {
  readonly name: string
  readonly email: string
}

export const nobody: FirstPerson = { name: '', email: '' }

export const isWhole = ({ name, email }: FirstPerson): boolean => (name.trim() === '') === (email.trim() === '')

/** Adds the first person of an organization, who gets a link to set a password. */
export async function addFirstPerson(
  organizationId: string,
  { name, email }: FirstPerson,
  roles: string[],
): Promise<InvitedPerson | undefined> {
  if (email.trim() === '') return undefined
  const body = { name: name.trim(), email: email.trim(), roles }
  return call('POST /api/v1/organizations/{organizationId}/people', { path: { organizationId }, body })
}
