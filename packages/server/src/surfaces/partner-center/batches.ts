import {
  appendToPartnerBatch,
  createPartnerBatch,
  getPartnerJob,
  getPartnerNames,
  listPartnerBatchDevices,
  listPartnerBatches,
  type PartnerBatch,
  removePartnerBatchDevice,
} from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { collection, link, pagingOf } from './collection.ts'
import { toDevice, toRow } from './devices.ts'
import { requestIdOf } from './headers.ts'
import { listOf, membersOf, textOf } from './members.ts'
import { accepted, batchIdOf, customerIdOf, hidden } from './route.ts'
import { toUploadDetails } from './status.ts'

/** Devices of one page. */
const devicesPerPage = 100

function submissionRoutes(app: App, { registry }: SurfaceDeps, maxBytes: number): void {
  const options = { ...hidden, bodyLimit: maxBytes }
  app.post('/customers/:customer/devicebatches', options, async (request, reply) => {
    const tenantId = customerIdOf(request)
    const body = membersOf(request.body, 'body')
    const batch = await createPartnerBatch(registry, principalOf(request), tenantId, {
      name: textOf(body, 'batchId') ?? '',
      devices: listOf(body, 'devices').map(toRow),
      requestId: requestIdOf(request),
    })
    return accepted(reply, tenantId, batch.id)
  })
  app.post('/customers/:customer/devicebatches/:batch/devices', options, async (request, reply) => {
    const tenantId = customerIdOf(request)
    const devices = listOf(new Map([['devices', request.body]]), 'devices')
    const batch = await appendToPartnerBatch(registry, principalOf(request), tenantId, {
      name: batchIdOf(request),
      devices: devices.map(toRow),
      requestId: requestIdOf(request),
    })
    return accepted(reply, tenantId, batch.id)
  })
}

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  const most = registry.limits.pageSize
  app.get('/customers/:customer/devicebatches', hidden, async request => {
    const tenantId = customerIdOf(request)
    const principal = principalOf(request)
    const { size, cursor } = pagingOf(request, most)
    const items: PartnerBatch[] = []
    let next = cursor
    // Clients take the first answer for the whole list, so all of it comes unless one asks for pages.
    do {
      const page = await listPartnerBatches(registry, principal, tenantId, {
        limit: size ?? most,
        ...(next !== undefined && { cursor: next }),
      })
      items.push(...page.items)
      next = page.nextCursor
    } while (next !== undefined && size === undefined)
    const partnerId = principal.organization.id
    const createdBy = (await getPartnerNames(registry, [partnerId])).get(partnerId)?.name
    const path = `/customers/${tenantId}/deviceBatches`
    return collection(
      { items, ...(next !== undefined && { nextCursor: next }) },
      path,
      batch => ({
        id: batch.name,
        createdBy,
        creationDate: new Date(batch.createdAt).toISOString(),
        devicesCount: batch.devices,
        devicesLink: link(`${path}/${encodeURIComponent(batch.name)}/devices`),
        attributes: { objectType: 'DeviceBatch' },
      }),
      size,
    )
  })
  app.get('/customers/:customer/devicebatches/:batch/devices', hidden, async request => {
    const tenantId = customerIdOf(request)
    const name = batchIdOf(request)
    const { size, cursor } = pagingOf(request, devicesPerPage)
    const page = await listPartnerBatchDevices(registry, principalOf(request), tenantId, name, {
      limit: size ?? devicesPerPage,
      ...(cursor !== undefined && { cursor }),
    })
    const path = `/customers/${tenantId}/deviceBatches/${encodeURIComponent(name)}/devices`
    return collection(page, path, toDevice, size)
  })
  app.get('/customers/:customer/batchjobstatus/:job', hidden, async request => {
    const { job } = request.params as { job: string }
    return toUploadDetails(await getPartnerJob(registry, principalOf(request), customerIdOf(request), job))
  })
}

/** Batches of devices: sending them in, reading them, and what became of each device. */
export function batchRoutes(app: App, surface: SurfaceDeps, maxBytes: number): void {
  submissionRoutes(app, surface, maxBytes)
  readingRoutes(app, surface)
  app.delete('/customers/:customer/devicebatches/:batch/devices/:device', hidden, async (request, reply) => {
    const { device } = request.params as { device: string }
    const { registry } = surface
    await removePartnerBatchDevice(registry, principalOf(request), customerIdOf(request), batchIdOf(request), device)
    return reply.code(204).send()
  })
}
