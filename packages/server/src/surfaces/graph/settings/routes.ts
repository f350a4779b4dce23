import { RegistryError, readSync, requestSync } from '@hailport/registry'
import { entity, noContent } from '../answer.ts'
import { GraphError } from '../errors.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { toTime } from '../times.ts'

const path = 'deviceManagement/windowsAutopilotSettings'
const type = 'windowsAutopilotSettings'

/** The settings of the tenant and its synchronisation (graph-api 2.3). */
export const settingsRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path,
    versions: ['beta'],
    type,
    scopes: scopes.serviceConfigRead,
    async handle(call) {
      const sync = await readSync(call.registry, call.principal, call.tenantId)
      return entity(call, {
        id: call.tenantId,
        lastSyncDateTime: toTime(sync.completedAt),
        lastManualSyncTriggerDateTime: toTime(sync.requestedAt),
        syncStatus: sync.status,
      })
    },
  },
  {
    method: 'POST',
    path: `${path}/sync`,
    versions: ['beta'],
    scopes: scopes.serviceConfigWrite,
    async handle(call) {
      await requestSync(call.registry, call.principal, call.tenantId).catch(error => {
        if (!(error instanceof RegistryError) || error.code !== 'conflict') throw error
        throw new GraphError(409, 'Conflict', error.message, { nested: true, from: error })
      })
      return noContent()
    },
  },
]
