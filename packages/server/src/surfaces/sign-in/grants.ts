import {
  applicationAuthenticator,
  findApplicationConsent,
  graphScopesOf,
  personAuthenticator,
  type Registry,
} from '@hailport/registry'
import type { Context, Grant } from 'oidc-provider'
import { actingPersonReader } from '../../http/acting-person.ts'
import { askedOf } from './asked.ts'
import { type ClientDeps, findClient } from './clients.ts'

import { anyLater, everything, grantedScopes, impersonation, openIdScopes } from './scopes.ts'

/** What can be asked of any of our resources. */
export const resourceScopes = (names: readonly string[]): string =>
  [everything, impersonation, anyLater, ...names].join(' ')

/**
 * What the person has let the client do. Clients of the person's own organization and of the service need no leave.
 * @returns undefined when the person has to be asked.
 */
async function allowedScopes(
  deps: ClientDeps,
  organizationId: string,
  personId: string,
  clientId: string,
  wanted: readonly string[],
): Promise<string[] | undefined> {
  const client = await findClient(deps, clientId, true)
  if (!client) return undefined
  if (client.organizationId === undefined || client.organizationId === organizationId)
    return [anyLater, everything, ...wanted]
  const given = await findApplicationConsent(deps.registry, organizationId, personId, clientId)
  if (given === undefined) return undefined
  return given.includes(everything) || wanted.every(name => given.includes(name)) ? given : undefined
}

/** The names in a scope that are permissions. */
export const permissionNames = (scope: readonly string[]): string[] =>
  scope.filter(name => name !== '' && name !== anyLater && !(openIdScopes as readonly string[]).includes(name))

/** Makes the grant of a sign-in: one of its own for each, so that a misused code takes nothing else with it. */
export async function makeGrant(
  deps: ClientDeps,
  organizationId: string | undefined,
  context: Context,
): Promise<Grant | undefined> {
  const { oidc } = context
  if (!oidc?.account || organizationId === undefined) return undefined
  const { accountId } = oidc.account
  const { clientId } = oidc.client
  const wanted = String(oidc.params['scope'] ?? '').split(' ')
  const names = permissionNames(wanted)
  const allowed = await allowedScopes(deps, organizationId, accountId, clientId, names)
  if (allowed === undefined) return undefined
  const grant = new oidc.provider.Grant({ accountId, clientId })
  grant.addOIDCScope(openIdScopes.join(' '))
  for (const resource of Object.keys(oidc.resourceServers)) {
    grant.addResourceScope(resource, allowed.join(' '))
    // What is neither given nor refused would be asked for again and again.
    if (!allowed.includes(anyLater)) grant.rejectResourceScope(resource, anyLater)
  }
  await grant.save()
  return grant
}

/** Makes the function that tells which permissions a new token carries. */
export function tokenScopes(registry: Registry) {
  const application = applicationAuthenticator(registry)
  const person = personAuthenticator(registry)
  const acting = actingPersonReader(registry)
  return async (
    context: Context | undefined,
    holder: { organizationId: string; personId?: string | undefined; clientId: string; granted: readonly string[] },
  ): Promise<string[]> => {
    const { organizationId, personId } = holder
    const { actIn } = askedOf(context?.req)
    const ofPerson = (id: string) =>
      actIn === undefined
        ? person(organizationId, id)
        : acting({ homeId: organizationId, personId: id, tenantId: actIn })
    const principal = await (personId === undefined ? application(holder.clientId) : ofPerson(personId))
    if (!principal) return []
    const held = [...graphScopesOf(principal), ...(holder.personId === undefined ? [] : [impersonation])]
    const asked = askedOf(context?.req).scopes?.names ?? []
    const granted = holder.personId === undefined ? [everything] : holder.granted
    return grantedScopes(asked, granted, held)
  }
}
