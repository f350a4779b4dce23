/** A person of an organization. */
export interface PersonRef {
  readonly organizationId: string
  readonly personId: string
}

export const samePerson = (a: PersonRef, b: PersonRef): boolean =>
  a.personId === b.personId && a.organizationId === b.organizationId
