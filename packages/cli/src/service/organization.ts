import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import type { ServiceClient } from './client.ts'
import { readSome } from './list.ts'

/** Whose access token it is. */
export interface Organization {
  readonly kind: 'tenant' | 'partner' | 'registry'
  readonly id: string
}

/** Whose access token it is. */
export async function organizationOf(client: ServiceClient): Promise<Organization> {
  return (await client.json<{ organization: Organization }>({ path: 'me' })).organization
}

/** @throws Failure when the access token is not of a partner. */
export async function requirePartner(client: ServiceClient): Promise<string> {
  const { kind, id } = await organizationOf(client)
  if (kind === 'partner') return id
  throw new Failure(
    { what: 'Nothing was asked', why: 'this is for makers and resellers', remedy: 'Use an access token of a partner.' },
    exitCodes.usage,
  )
}

const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** The id of a customer that is named by id or domain; for an access token of a customer its own, which need not be named. */
export async function customerOf(client: ServiceClient, named: string | undefined): Promise<string> {
  if (named !== undefined && isId(named)) return named
  const { kind, id } = await organizationOf(client)
  if (kind === 'tenant') return id
  if (named === undefined)
    throw new Failure(
      { what: 'Nothing was asked', why: 'the customer is not named', remedy: 'Give --customer with its domain or id.' },
      exitCodes.usage,
    )
  const domain = named.toLowerCase()
  const found = await readSome<{ tenantId: string; domain: string }>(client, 'customers', { domain }, 1000)
  const customer = found.items.find(one => one.domain === domain)
  if (customer) return customer.tenantId
  throw new Failure({
    what: `There is no customer ${named}`,
    why: 'none of those whose consent you have has this domain',
    remedy: 'hailport consent requests shows them; without consent, name the customer by its id.',
  })
}
