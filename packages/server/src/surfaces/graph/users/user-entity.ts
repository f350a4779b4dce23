import type { Person } from '@hailport/registry'
import { toTime } from '../times.ts'

/** A person of the tenant as a user of the directory; its e-mail address is its user principal name. */
export const toUser = (person: Pick<Person, 'id' | 'name' | 'email'> & Partial<Person>) => ({
  id: person.id,
  deletedDateTime: null,
  accountEnabled: person.disabledAt === undefined,
  createdDateTime: person.createdAt === undefined ? null : toTime(person.createdAt),
  displayName: person.name,
  mail: person.email,
  userPrincipalName: person.email,
})
