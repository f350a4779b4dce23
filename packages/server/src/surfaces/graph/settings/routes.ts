import { RegistryError, readSync, requestSync } from '@hailport/registry'
import { entity, type GraphAnswer, noContent } from '../answer.ts'
import { readEntityBody } from '../body/read-members.ts'
import type { GraphCall } from '../call.ts'
import { badRequest, GraphError } from '../errors.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { toTime } from '../times.ts'

const path = 'deviceManagement/windowsAutopilotSettings'
const type = 'windowsAutopilotSettings'

async function readSettings({ registry, principal, tenantId }: GraphCall) {
  const sync = await readSync(registry, principal, tenantId)
  return {
    id: tenantId,
    lastSyncDateTime: toTime(sync.completedAt),
    lastManualSyncTriggerDateTime: toTime(sync.requestedAt),
    syncStatus: sync.status,
  }
}

/** The contract has a change of settings, and nothing in them that could be changed: what was read may come back, and stays. */
async function patchSettings(call: GraphCall): Promise<GraphAnswer> {
  const settings: Readonly<Record<string, unknown>> = await readSettings(call)
  const given = Object.entries(readEntityBody(call, type))
  const same = (value: unknown, now: unknown) =>
    value instanceof Date ? value.getTime() === Date.parse(String(now)) : value === now
  const changed = given.find(([name, value]) => name in settings && !same(value, settings[name]))
  if (changed) throw badRequest(`The property '${changed[0]}' tells of the synchronisation and cannot be written.`)
  return entity(call, settings)
}

/** The settings of the tenant and its synchronisation (graph-api 2.3). */
export const settingsRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    path,
    versions: ['beta'],
    type,
    scopes: scopes.serviceConfigRead,
    handle: async call => entity(call, await readSettings(call)),
  },
  { method: 'PATCH', path, versions: ['beta'], type, scopes: scopes.serviceConfigWrite, handle: patchSettings },
  {
    method: 'DELETE',
    path,
    versions: ['beta'],
    scopes: scopes.serviceConfigWrite,
    handle() {
      throw badRequest('A tenant always has its settings: they tell of the synchronisation and cannot be deleted.')
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
