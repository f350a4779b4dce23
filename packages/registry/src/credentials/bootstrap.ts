import type { Registry } from '../context.ts'
import { bootstrapOperator, registryId, systemPrincipal } from '../organizations/index.ts'
import { addSignInLink } from './links.ts'

/** What the first operator gets; told once. */
export interface FirstOperator {
  readonly email: string
  /** Secret of a personal access token. */
  readonly token: string
  /** Secret part of the link to set a password. */
  readonly linkSecret: string
}

/** Makes the first operator with a token and a link, when there is none yet. @returns undefined when there is one. */
export async function bootstrapFirstOperator(registry: Registry): Promise<FirstOperator | undefined> {
  let email = ''
  let linkSecret = ''
  const token = await bootstrapOperator(registry, async (tx, person) => {
    email = person.email
    const ref = { organizationId: registryId, personId: person.id }
    linkSecret = (await addSignInLink(registry, tx, systemPrincipal, ref)).secret
  })
  return token === undefined ? undefined : { email, token, linkSecret }
}
