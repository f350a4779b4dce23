import { getProfile, RegistryError } from '@hailport/registry'
import { entity, noContent } from '../answer.ts'
import type { GraphCall } from '../call.ts'
import { deviceOf } from '../devices/change-device.ts'
import { type DeviceProfileName, profileIdOf } from '../devices/expand-profiles.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { assignmentRoutes } from './assignment-routes.ts'
import { toProfileEntity } from './profile-entity.ts'

const device = 'deviceManagement/windowsAutopilotDeviceIdentities/{deviceId}'

const idFor = async (call: GraphCall, name: DeviceProfileName) => profileIdOf(await deviceOf(call), name)

async function requireProfileId(call: GraphCall): Promise<string> {
  const id = await idFor(call, 'deploymentProfile')
  if (id === undefined) throw new RegistryError('profile_not_found')
  return id
}

/** The profiles of a device (graph-api 2.1), and the assignments of its profile by that way. */
export const deviceProfileRoutes: readonly GraphRoute[] = [
  ...(['deploymentProfile', 'intendedDeploymentProfile'] as const).map(
    (name): GraphRoute => ({
      method: 'GET',
      path: `${device}/${name}`,
      versions: ['beta'],
      type: 'windowsAutopilotDeploymentProfile',
      scopes: scopes.serviceConfigRead,
      async handle(call) {
        const id = await idFor(call, name)
        if (id === undefined) return noContent()
        return entity(call, toProfileEntity(await getProfile(call.registry, call.principal, call.tenantId, id)))
      },
    }),
  ),
  ...assignmentRoutes(`${device}/deploymentProfile`, requireProfileId),
]
