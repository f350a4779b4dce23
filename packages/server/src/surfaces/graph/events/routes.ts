import {
  type BootTrace,
  countBootTraces,
  type Device,
  getBootTrace,
  isId,
  listBootTraces,
  listDevices,
  RegistryError,
} from '@hailport/registry'
import { collection, countText, entity, type GraphAnswer } from '../answer.ts'
import type { GraphCall } from '../call.ts'
import { badRequest, GraphError } from '../errors.ts'
import { keyId } from '../key-id.ts'
import { readPage } from '../read-page.ts'
import type { GraphRoute } from '../route-table.ts'
import { scopes } from '../scopes.ts'
import { toEvent } from './event-entity.ts'

const type = 'deviceManagementAutopilotEvent'
const list = 'deviceManagement/autopilotEvents'
const one = `${list}/{eventId}`
const details = `${one}/policyStatusDetails`
const detail = `${details}/{detailId}`

/** Events are as many as boots: they are listed as they came, of all devices or of one. @throws GraphError for other wishes. */
function conditions({ options: { filter, orderby } }: GraphCall): { deviceId?: string } {
  if (orderby.some(({ property, descending }) => property !== 'eventDateTime' || !descending))
    throw badRequest('Invalid $orderby clause: events are sorted by eventDateTime desc.')
  if (filter === undefined) return {}
  const isDevice = filter.kind === 'compare' && filter.operator === 'eq' && filter.property === 'deviceId'
  if (!isDevice) throw badRequest("Invalid filter clause: events can be filtered by deviceId eq '…' only.")
  const deviceId = String(filter.value).toLowerCase()
  if (!isId(deviceId)) throw badRequest(`Invalid filter clause: '${deviceId.slice(0, 50)}' is no id of a device.`)
  return { deviceId }
}

/** Events with what is known of their devices now, in one query for all. */
async function toEvents({ registry, principal, tenantId }: GraphCall, traces: readonly BootTrace[]) {
  const ids = [...new Set(traces.flatMap(({ deviceId }) => deviceId ?? []))]
  const page = ids.length > 0 && (await listDevices(registry, principal, tenantId, { ids, limit: ids.length }))
  const devices = new Map((page ? page.items : []).map((device): [string, Device] => [device.id, device]))
  return traces.map(trace => toEvent(trace, devices.get(trace.deviceId ?? '')))
}

const count = (call: GraphCall) => countBootTraces(call.registry, call.principal, call.tenantId, conditions(call))

async function listEvents(call: GraphCall): Promise<GraphAnswer> {
  const { registry, principal, tenantId, options } = call
  const filter = conditions(call)
  const page = await readPage(call, wanted => listBootTraces(registry, principal, tenantId, { ...filter, ...wanted }))
  return collection(call, {
    items: await toEvents(call, page.items),
    ...(options.count && options.skiptoken === undefined && { count: await count(call) }),
    nextToken: page.nextCursor,
  })
}

function refuse(): GraphAnswer {
  throw new GraphError(
    400,
    'BadRequest',
    'Events are what this service saw of first boots: they cannot be written. Old ones are removed after the days that the operator has set.',
    { nested: true },
  )
}

/** Answers about the policies of an event, once it is sure that there is such an event: a registry sees no policies being carried out. */
async function ofEvent<T>(call: GraphCall, answer: () => T): Promise<T> {
  await getBootTrace(call.registry, call.principal, call.tenantId, keyId(call, 'eventId', 'not_found'))
  return answer()
}

const detailReading = {
  method: 'GET',
  versions: ['beta'],
  type: 'deviceManagementAutopilotPolicyStatusDetail',
  scopes: scopes.managedDevicesRead,
} as const

/** What older metadata has below an event. */
const detailRoutes: readonly GraphRoute[] = [
  { ...detailReading, path: details, handle: call => ofEvent(call, () => collection(call, { items: [] })) },
  { ...detailReading, path: `${details}/$count`, handle: call => ofEvent(call, () => countText(0)) },
  {
    ...detailReading,
    path: detail,
    handle: call =>
      ofEvent(call, () => {
        throw new RegistryError('not_found')
      }),
  },
]

/** First boots as Autopilot events (graph-api 2.5), newest first. */
export const eventRoutes: readonly GraphRoute[] = [
  { method: 'GET', path: list, versions: ['beta'], type, scopes: scopes.managedDevicesRead, handle: listEvents },
  {
    method: 'GET',
    path: `${list}/$count`,
    versions: ['beta'],
    type,
    scopes: scopes.managedDevicesRead,
    handle: async call => countText(await count(call)),
  },
  {
    method: 'GET',
    path: one,
    versions: ['beta'],
    type,
    scopes: scopes.managedDevicesRead,
    async handle(call) {
      const id = keyId(call, 'eventId', 'not_found')
      const [event] = await toEvents(call, [await getBootTrace(call.registry, call.principal, call.tenantId, id)])
      return entity(call, event ?? {})
    },
  },
  ...detailRoutes,
  ...(
    [
      ['POST', list],
      ['PATCH', one],
      ['DELETE', one],
      ['POST', details],
      ['PATCH', detail],
      ['DELETE', detail],
    ] as const
  ).map(
    ([method, path]): GraphRoute => ({
      method,
      path,
      versions: ['beta'],
      scopes: scopes.managedDevicesWrite,
      handle: refuse,
    }),
  ),
]
