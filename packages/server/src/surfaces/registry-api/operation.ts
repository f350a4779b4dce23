import { getOrganizationCounts, getRegistryState, getStorage, requireRegistry } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import type { ProviderAddresses } from '../../outgoing/addresses.ts'
import { type WebhookAddresses, webhookAddressesText } from '../../webhooks/addresses.ts'
import { answers, ids, ref } from '../schemas/common.ts'
import { OrganizationCounts, RegistryState, ServiceSettings, Storage } from '../schemas/operation.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Operation']

/** What the service was started with, as far as operators may see it. */
export interface ShownSettings {
  readonly version: string
  readonly tls?: object | undefined
  readonly trustProxy: boolean | string
  readonly audiences: readonly string[]
  readonly wellKnownClients: boolean
  readonly providerAddresses: ProviderAddresses
  readonly webhookAddresses: WebhookAddresses
}

/** How the registry stands, for operators. */
export function operationRoutes(app: App, { registry, baseUrl }: SurfaceDeps, settings: ShownSettings): void {
  app.get(
    '/api/v1/registry/state',
    {
      schema: {
        tags,
        operationId: 'getRegistryState',
        summary: 'How the registry stands',
        description: 'For operators: parts, queues of jobs, servers, counts. Measured anew every five seconds at most.',
        response: answers({ 200: ref(RegistryState) }),
      },
    },
    async request => toWire(await getRegistryState(registry, principalOf(request))),
  )
  app.get(
    '/api/v1/registry/storage',
    {
      schema: {
        tags,
        operationId: 'getStorage',
        summary: 'What the store takes up',
        description: 'For operators, as far as the engine tells without counting. Measured every minute at most.',
        response: answers({ 200: ref(Storage) }),
      },
    },
    async request => toWire(await getStorage(registry, principalOf(request))),
  )
  app.get(
    '/api/v1/registry/settings',
    {
      schema: {
        tags,
        operationId: 'getSettings',
        summary: 'The settings in force',
        description: 'For operators. Limits are at /api/v1/limits.',
        response: answers({ 200: ref(ServiceSettings) }),
      },
    },
    async request => {
      requireRegistry(principalOf(request), 'registry.read')
      const { version, tls, trustProxy, audiences, wellKnownClients, providerAddresses, webhookAddresses } = settings
      return {
        version,
        node: process.version,
        engine: registry.store.engine,
        publicUrl: baseUrl,
        tls: tls !== undefined,
        trustProxy: typeof trustProxy === 'string' ? trustProxy : trustProxy ? 'all' : 'none',
        tokenAudiences: [...audiences],
        wellKnownClients,
        providerAddresses,
        webhookAddresses: webhookAddressesText(webhookAddresses),
      }
    },
  )
  app.get(
    '/api/v1/organizations/:organizationId/counts',
    {
      schema: {
        tags,
        operationId: 'getOrganizationCounts',
        summary: 'How much an organization has',
        description: 'For operators. Counted every minute at most, and not beyond 100,000 each.',
        params: ids('organizationId'),
        response: answers({ 200: ref(OrganizationCounts) }, 404),
      },
    },
    async request => toWire(await getOrganizationCounts(registry, principalOf(request), request.params.organizationId)),
  )
}
