import type { IncomingMessage, ServerResponse } from 'node:http'
import type Provider from 'oidc-provider'
import { useAnswers } from './answers.ts'
import { makeProvider, type ProviderDeps } from './provider.ts'

/** A provider and its request handler. */
export interface OrganizationProvider {
  readonly provider: Provider
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
}

/** Providers that are kept ready; each takes some 100 kB. */
const kept = 200

/** Makes the function that gives the provider of an organization, made when it is needed first and anew when the keys change. */
export function providersOf(
  deps: ProviderDeps,
  failed: (error: Error) => void,
): (organizationId: string | undefined) => OrganizationProvider {
  const ready = new Map<string, OrganizationProvider>()
  let generation = deps.keyRing.generation
  return organizationId => {
    if (generation !== deps.keyRing.generation) {
      generation = deps.keyRing.generation
      ready.clear()
    }
    const key = organizationId ?? ''
    const found = ready.get(key) ?? make(deps, organizationId, failed)
    // The one that was used last stands last, so the first one is that which has not been used for longest.
    ready.delete(key)
    ready.set(key, found)
    if (ready.size > kept) ready.delete(ready.keys().next().value as string)
    return found
  }
}

function make(
  deps: ProviderDeps,
  organizationId: string | undefined,
  failed: (error: Error) => void,
): OrganizationProvider {
  const provider = makeProvider(deps, organizationId)
  provider.on('server_error', (_context, error) => failed(error))
  useAnswers(provider, deps)
  return { provider, handle: provider.callback() }
}
