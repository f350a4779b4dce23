import {
  type ActionInput,
  type ActionTargets,
  beginAction,
  cancelAction,
  confirmAction,
  exportActionRows,
  getAction,
  listActionRows,
  listActions,
  RegistryError,
  readReceipt,
  undoAction,
  uploadAction,
} from '@hailport/registry'
import Type, { type Static } from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { streamBodies } from '../../http/stream-body.ts'
import { toWire } from '../../http/wire.ts'
import { csvFile, sendCsv } from '../csv-answer.ts'
import { answers, closed, ids, NoContent, pageOf, paging, ref } from '../schemas/common.ts'
import {
  ActionConfirmation,
  ActionReceipt,
  ActionRow,
  ActionUndo,
  actionRowStatus,
  actionState,
  DeviceAction,
  NewDeviceAction,
  UploadedActionQuery,
} from '../schemas/device-actions.ts'
import { toConditions } from '../schemas/device-conditions.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { formatOf, type UploadType, uploadBody } from '../uploads.ts'

const tags = ['Device actions']
const types = ['application/x-ndjson', 'text/csv', 'application/json'] as const satisfies UploadType[]
const params = ids('tenantId', 'actionId')
const base = '/api/v1/tenants/:tenantId/device-actions'

function targetsOf({ deviceIds, serialNumbers, filter }: Static<typeof NewDeviceAction>): ActionTargets {
  const given = [
    ...(deviceIds ? [{ deviceIds }] : []),
    ...(serialNumbers ? [{ serialNumbers }] : []),
    ...(filter ? [{ filter: toConditions(filter) }] : []),
  ]
  const [targets] = given
  if (targets === undefined || given.length > 1)
    throw new RegistryError('invalid_request', 'Give one of deviceIds, serialNumbers and filter.', {
      field: 'deviceIds',
    })
  return targets
}

/** Actions whose devices come as a file; a scope of their own, because bodies are streamed here. */
export function deviceActionUpload(app: App, { registry }: SurfaceDeps, maxBytes: number): void {
  streamBodies(app, types, maxBytes)
  app.post(
    `${base}/uploads`,
    {
      config: { streamed: true, rate: 'upload' },
      schema: {
        tags,
        operationId: 'uploadDeviceAction',
        summary: 'Begin an action on the devices of a file',
        description:
          'Each row has deviceId or serialNumber: NDJSON, CSV with a header, or a JSON array. Answers when every row is kept; a faulty file is refused as a whole. Then as any other action.',
        params: ids('tenantId'),
        querystring: UploadedActionQuery,
        body: uploadBody(types, 'Rows with deviceId or serialNumber.'),
        response: answers({ 202: ref(DeviceAction) }, 404, 408, 413, 415),
      },
    },
    async (request, reply) => {
      const { tenantId } = request.params
      const { kind, reason, ...members } = request.query
      const change = kind === 'change' || Object.keys(members).length > 0 ? { change: members } : {}
      const input: ActionInput = { kind, ...change, ...(reason !== undefined && { reason }) }
      const format = formatOf(request) as 'ndjson' | 'csv' | 'json'
      const body = request.body as AsyncIterable<Uint8Array>
      const action = await uploadAction(registry, principalOf(request), tenantId, input, format, body)
      return reply
        .code(202)
        .header('location', `/api/v1/tenants/${tenantId}/device-actions/${action.id}`)
        .send(toWire(action))
    },
  )
}

function beginRoute(app: App, { registry }: SurfaceDeps): void {
  app.post(
    base,
    {
      schema: {
        tags,
        operationId: 'beginDeviceAction',
        summary: 'Begin an action on many devices',
        description:
          'Nothing is done yet: a preview is made of what it will do to each device. Read the action until it is previewed, look at its rows, then confirm it.',
        params: ids('tenantId'),
        body: ref(NewDeviceAction),
        response: answers({ 202: ref(DeviceAction) }, 404, 413),
      },
    },
    async (request, reply) => {
      const { tenantId } = request.params
      const { kind, change, reason } = request.body
      const input = { kind, ...(change && { change }), ...(reason !== undefined && { reason }) } as ActionInput
      const action = await beginAction(registry, principalOf(request), tenantId, input, targetsOf(request.body))
      return reply
        .code(202)
        .header('location', `/api/v1/tenants/${tenantId}/device-actions/${action.id}`)
        .send(toWire(action))
    },
  )
}

function decidingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    `${base}/:actionId/confirm`,
    {
      schema: {
        tags,
        operationId: 'confirmDeviceAction',
        summary: 'Confirm an action',
        description:
          'With the token of its preview. When more than ten devices are released or deleted, also with their number. The same confirmation again changes nothing.',
        params,
        body: ref(ActionConfirmation),
        response: answers({ 202: ref(DeviceAction) }, 404, 409, 422),
      },
    },
    async (request, reply) => {
      const { tenantId, actionId } = request.params
      const action = await confirmAction(registry, principalOf(request), tenantId, actionId, request.body)
      return reply.code(202).send(toWire(action))
    },
  )
  app.post(
    `${base}/:actionId/undo`,
    {
      schema: {
        tags,
        operationId: 'undoDeviceAction',
        summary: 'Begin to take an action back',
        description:
          'A change or a release that is finished. The undo is an action of its own: previewed, confirmed, then done.',
        params,
        body: ref(ActionUndo),
        response: answers({ 202: ref(DeviceAction) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { tenantId, actionId } = request.params
      const action = await undoAction(registry, principalOf(request), tenantId, actionId, request.body.reason)
      return reply
        .code(202)
        .header('location', `/api/v1/tenants/${tenantId}/device-actions/${action.id}`)
        .send(toWire(action))
    },
  )
}

function cancelRoute(app: App, { registry }: SurfaceDeps): void {
  app.delete(
    `${base}/:actionId`,
    {
      schema: {
        tags,
        operationId: 'cancelDeviceAction',
        summary: 'Give an action up',
        description: 'One that is not confirmed. Nothing of it is kept.',
        params,
        response: answers({ 204: NoContent }, 404, 409),
      },
    },
    async (request, reply) => {
      const { tenantId, actionId } = request.params
      await cancelAction(registry, principalOf(request), tenantId, actionId)
      return reply.code(204).send(null)
    },
  )
}

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    base,
    {
      schema: {
        tags,
        operationId: 'listDeviceActions',
        summary: 'List actions',
        description: 'Newest first.',
        params: ids('tenantId'),
        querystring: closed({ ...paging, state: Type.Optional(actionState) }),
        response: answers({ 200: pageOf(DeviceAction) }, 404),
      },
    },
    async request => toWire(await listActions(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.get(
    `${base}/:actionId`,
    {
      schema: {
        tags,
        operationId: 'getDeviceAction',
        summary: 'Read an action',
        description: 'Its state and counts, and, while it waits for that, what confirms it.',
        params,
        response: answers({ 200: ref(DeviceAction) }, 404),
      },
    },
    async request => {
      const { tenantId, actionId } = request.params
      return toWire(await getAction(registry, principalOf(request), tenantId, actionId))
    },
  )
  app.get(
    `${base}/:actionId/receipt`,
    {
      schema: {
        tags,
        operationId: 'readDeviceActionReceipt',
        summary: 'Read the receipt of an action',
        description: 'Of one that is finished.',
        params,
        response: answers({ 200: ref(ActionReceipt) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, actionId } = request.params
      return toWire(await readReceipt(registry, principalOf(request), tenantId, actionId))
    },
  )
}

function rowRoutes(app: App, { registry }: SurfaceDeps): void {
  const status = Type.Optional(actionRowStatus)
  app.get(
    `${base}/:actionId/rows`,
    {
      schema: {
        tags,
        operationId: 'listDeviceActionRows',
        summary: 'Read the rows of an action',
        description:
          'What it will do, or did, device by device, in the order of the selection. With a status, a page may have fewer rows than asked for while others follow.',
        params,
        querystring: closed({ ...paging, status }),
        response: answers({ 200: pageOf(ActionRow) }, 404),
      },
    },
    async request => {
      const { tenantId, actionId } = request.params
      return toWire(await listActionRows(registry, principalOf(request), tenantId, actionId, request.query))
    },
  )
  app.get(
    `${base}/:actionId/rows.csv`,
    {
      schema: {
        tags,
        operationId: 'exportDeviceActionRows',
        summary: 'The rows of an action as a CSV file',
        description: 'All of them, streamed. Its deviceId column makes it a file for another action.',
        params,
        querystring: closed({ status }),
        response: answers({ 200: csvFile('The rows.') }, 404),
      },
    },
    async (request, reply) => {
      const { tenantId, actionId } = request.params
      const text = await exportActionRows(registry, principalOf(request), tenantId, actionId, request.query)
      return sendCsv(reply, `device-action-${actionId}.csv`, text)
    },
  )
}

/** What is done to many devices at once. */
export function deviceActionRoutes(app: App, deps: SurfaceDeps): void {
  beginRoute(app, deps)
  decidingRoutes(app, deps)
  cancelRoute(app, deps)
  readingRoutes(app, deps)
  rowRoutes(app, deps)
}
