import { createHmac } from 'node:crypto'
import { findOrganization, isId, type Registry } from '@hailport/registry'
import { anyOrganization } from './discovery.ts'
import { SignInFault } from './fault.ts'

/** Whom the first part of an address means. */
export interface NamedIssuer {
  /** Under which its issuer is known: an id, or one of `anyOrganization`. */
  readonly name: string
  /** As it stood in the address. */
  readonly asWritten: string
  /** The organization; absent when people of any are meant, and when there is none of this name. */
  readonly organizationId?: string
  readonly any: boolean
}

const domain = /^(?=.{3,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** The id that a domain of nobody seems to have: always the same, and like any other. */
function idOfNobody(secret: string, name: string): string {
  const digest = createHmac('sha256', secret).update(`domain of nobody ${name}`).digest()
  // Ids tell when they were made (UUIDv7, first of its millisecond): some day of 2026.
  const time =
    Date.UTC(2026, 0, 1) + (digest.readUInt32BE(0) % 300) * 86_400_000 + (digest.readUInt32BE(4) % 86_400_000)
  const [ms, rest] = [time.toString(16).padStart(12, '0'), digest.toString('hex').slice(16)]
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7000-${'89ab'[(digest[31] as number) % 4]}${rest.slice(3, 6)}-${rest.slice(6, 18)}`
}

/**
 * Whom an address names. A name of nobody has an issuer like any other one: nobody finds out by it who is a customer of the registry.
 * @throws SignInFault for what can be no name.
 */
export async function findIssuer(registry: Registry, secret: string, written: string): Promise<NamedIssuer> {
  const name = written.toLowerCase()
  if (anyOrganization.includes(name)) return { name, asWritten: name, any: true }
  if (!isId(name) && !domain.test(name))
    throw new SignInFault(
      'invalid_request',
      900021,
      `Requested tenant identifier '${written.slice(0, 100)}' is not valid. It is the id of an organization or a domain.`,
    )
  const organization = await findOrganization(registry, name)
  if (organization) return { name: organization.id, asWritten: name, organizationId: organization.id, any: false }
  return { name: isId(name) ? name : idOfNobody(secret, name), asWritten: name, any: false }
}
