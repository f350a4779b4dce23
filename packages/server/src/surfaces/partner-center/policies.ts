import {
  type CountedPolicy,
  createPolicy,
  deletePolicy,
  getPartnerBatchDevice,
  getPolicy,
  listPolicies,
  type PolicyInput,
  policySettings,
  RegistryError,
  replacePolicy,
  setDevicePolicy,
  updateDevicePolicies,
} from '@hailport/registry'
import type { FastifyRequest } from 'fastify'
import { principalOf } from '../../http/authenticate.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { collection } from './collection.ts'
import { policyOf, toDevice } from './devices.ts'
import { ContractError } from './faults.ts'
import { requestIdOf } from './headers.ts'
import { listOf, membersOf, textOf } from './members.ts'
import { accepted, batchIdOf, customerIdOf, hidden } from './route.ts'

const toPolicy = (policy: CountedPolicy) => ({
  id: policy.id,
  name: policy.name,
  category: 'o_o_b_e',
  ...(policy.description !== null && { description: policy.description }),
  policySettings: policy.settings,
  // The models of the clients have the one, the documents the other.
  devicesAssignedCount: policy.devices,
  devicesAssigned: policy.devices,
  createdDate: new Date(policy.createdAt).toISOString(),
  lastModifiedDate: new Date(policy.updatedAt).toISOString(),
  attributes: { objectType: 'ConfigurationPolicy' },
})

const plain = (text: unknown) => String(text).toLowerCase().replaceAll('_', '')
const settingOf = new Map(policySettings.map(setting => [plain(setting), setting]))
/** What clients send of the only category that there is; some leave it at the first value of their list. */
const categories = new Set(['oobe', '1', 'none', '0', 'undefined', 'null', ''])

function readPolicy(request: FastifyRequest): PolicyInput {
  const body = membersOf(request.body, 'body')
  if (!categories.has(plain(body.get('category'))))
    throw new ContractError('900126', 'invalid_request', 'category must be o_o_b_e.')
  const settings = listOf(body, 'policySettings').map(value => {
    const setting = settingOf.get(plain(value))
    if (setting === undefined)
      throw new ContractError('900126', 'invalid_request', `policySettings has values of ${policySettings.join(', ')}.`)
    return setting
  })
  return { name: textOf(body, 'name'), description: textOf(body, 'description'), settings }
}

const policyIdOf = (request: FastifyRequest) => (request.params as { policy: string }).policy

function managing(app: App, { registry }: SurfaceDeps): void {
  app.get('/customers/:customer/policies', hidden, async request => {
    const tenantId = customerIdOf(request)
    const items = await listPolicies(registry, principalOf(request), tenantId)
    return collection({ items }, `/customers/${tenantId}/policies`, toPolicy)
  })
  app.post('/customers/:customer/policies', hidden, async request =>
    toPolicy(await createPolicy(registry, principalOf(request), customerIdOf(request), readPolicy(request))),
  )
  app.get('/customers/:customer/policies/:policy', hidden, async request =>
    toPolicy(await getPolicy(registry, principalOf(request), customerIdOf(request), policyIdOf(request))),
  )
  app.put('/customers/:customer/policies/:policy', hidden, async request => {
    const id = policyIdOf(request)
    const given = textOf(membersOf(request.body, 'body'), 'id')
    if (given !== undefined && given.toLowerCase() !== id)
      throw new RegistryError('invalid_request', 'id must be the one in the path.', { field: 'id' })
    const input = readPolicy(request)
    return toPolicy(await replacePolicy(registry, principalOf(request), customerIdOf(request), id, input))
  })
  app.delete('/customers/:customer/policies/:policy', hidden, async (request, reply) => {
    await deletePolicy(registry, principalOf(request), customerIdOf(request), policyIdOf(request))
    return reply.code(204).send()
  })
}

/** A partner's own profiles, and which device has which. */
export function policyRoutes(app: App, surface: SurfaceDeps, maxBytes: number): void {
  const { registry } = surface
  managing(app, surface)
  const options = { ...hidden, bodyLimit: maxBytes }
  app.patch('/customers/:customer/devicepolicyupdates', options, async (request, reply) => {
    const tenantId = customerIdOf(request)
    const changes = listOf(membersOf(request.body, 'body'), 'devices').map(device => {
      const members = membersOf(device, 'devices')
      return { deviceId: textOf(members, 'id')?.toLowerCase() ?? '', policyId: policyOf(members.get('policies')) }
    })
    const update = { changes, requestId: requestIdOf(request) }
    return accepted(reply, tenantId, await updateDevicePolicies(registry, principalOf(request), tenantId, update))
  })
  app.put('/customers/:customer/devicebatches/:batch/devices/:device', options, async request => {
    const { device } = request.params as { device: string }
    const given = policyOf(membersOf(request.body, 'body').get('policies'))
    const place = [registry, principalOf(request), customerIdOf(request), batchIdOf(request), device] as const
    return toDevice(await (given === undefined ? getPartnerBatchDevice(...place) : setDevicePolicy(...place, given)))
  })
}
