import {
  applicationAuthenticator,
  findApplicationConsent,
  graphScopesOf,
  personAuthenticator,
  type Registry,
} from '@hailport/registry'
import type { Context, Grant } from 'oidc-provider'
import { askedOf } from './asked.ts'
import { findClient } from './clients.ts'

import { everything, grantedScopes, impersonation, openIdScopes } from './scopes.ts'

/** What can be asked of any of our resources. */
export const resourceScopes = (names: readonly string[]): string => [everything, impersonation, ...names].join(' ')

/**
 * What the person has let the client do: `.default` for clients of the person's own organization and of the service, which need no leave.
 * @returns undefined when the person has to be asked.
 */
async function allowedScopes(
  registry: Registry,
  organizationId: string,
  personId: string,
  clientId: string,
  wanted: readonly string[],
): Promise<string[] | undefined> {
  const client = await findClient(registry, clientId, true)
  if (!client) return undefined
  if (client.organizationId === undefined || client.organizationId === organizationId) return [everything, ...wanted]
  const given = await findApplicationConsent(registry, organizationId, personId, clientId)
  if (given === undefined) return undefined
  return given.includes(everything) || wanted.every(name => given.includes(name)) ? given : undefined
}

/** Makes the grant of a sign-in: one of its own for each, so that a misused code takes nothing else with it. */
export async function makeGrant(
  registry: Registry,
  organizationId: string | undefined,
  context: Context,
): Promise<Grant | undefined> {
  const { oidc } = context
  if (!oidc?.account || organizationId === undefined) return undefined
  const { accountId } = oidc.account
  const { clientId } = oidc.client
  const wanted = String(oidc.params['scope'] ?? '').split(' ')
  const names = wanted.filter(name => name !== '' && !(openIdScopes as readonly string[]).includes(name))
  const allowed = await allowedScopes(registry, organizationId, accountId, clientId, names)
  if (allowed === undefined) return undefined
  const grant = new oidc.provider.Grant({ accountId, clientId })
  grant.addOIDCScope(openIdScopes.join(' '))
  for (const resource of Object.keys(oidc.resourceServers)) grant.addResourceScope(resource, allowed.join(' '))
  await grant.save()
  return grant
}

/** Makes the function that tells which permissions a new token carries. */
export function tokenScopes(registry: Registry) {
  const application = applicationAuthenticator(registry)
  const person = personAuthenticator(registry)
  return async (
    context: Context | undefined,
    holder: { organizationId: string; personId?: string | undefined; clientId: string; granted: readonly string[] },
  ): Promise<string[]> => {
    const principal =
      holder.personId === undefined
        ? await application(holder.clientId)
        : await person(holder.organizationId, holder.personId)
    if (!principal) return []
    const held = [...graphScopesOf(principal), ...(holder.personId === undefined ? [] : [impersonation])]
    const asked = askedOf(context?.req).scopes?.names ?? []
    const mayAll = holder.personId === undefined || holder.granted.includes(everything)
    if (mayAll) return grantedScopes(asked, held)
    return grantedScopes(asked, grantedScopes(holder.granted.length > 0 ? holder.granted : [impersonation], held))
  }
}
