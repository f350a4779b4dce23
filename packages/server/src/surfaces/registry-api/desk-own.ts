import {
  fetchDeskHashes,
  getOwnRequest,
  listOwnMessages,
  listOwnRequestDevices,
  listOwnRequests,
  openDeskRequest,
  sendOwnMessage,
  submitDeskRequest,
  withdrawDeskRequest,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { csvFile } from '../csv-answer.ts'
import { answers, closed, Id, ids, pageOf, paging, ref, text } from '../schemas/common.ts'
import {
  DeskDevice,
  DeskDeviceStateName,
  DeskKindName,
  DeskMessage,
  DeskRequest,
  DeskStateName,
  DeskWithdrawal,
  NewDeskMessage,
  NewDeskRequest,
} from '../schemas/desk.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ["Maker's desk"]
const path = '/api/v1/tenants/:tenantId/desk-requests'
const one = `${path}/:deskRequestId`
const params = ids('tenantId', 'deskRequestId')
const order = Type.Optional(Type.Enum(['asc', 'desc']))

function openingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    path,
    {
      schema: {
        tags,
        operationId: 'openDeskRequest',
        summary: "Open a request at a maker's desk",
        description:
          'For the tenant and for partners with its consent. It is a draft until it is submitted with a proof of purchase. Needs device.register, or device.release for deregister.',
        params: ids('tenantId'),
        body: ref(NewDeskRequest),
        response: answers({ 201: ref(DeskRequest) }, 404, 409, 413, 422),
      },
    },
    async (request, reply) => {
      const { tenantId } = request.params
      const made = await openDeskRequest(registry, principalOf(request), tenantId, request.body)
      return reply
        .code(201)
        .header('location', `/api/v1/tenants/${tenantId}/desk-requests/${made.id}`)
        .send(toWire(made))
    },
  )
  app.post(
    `${one}/submit`,
    {
      schema: {
        tags,
        operationId: 'submitDeskRequest',
        summary: 'Hand a request over to the maker',
        description: 'From now on the maker sees it, and the customer when a partner opened it.',
        params,
        response: answers({ 200: ref(DeskRequest) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, deskRequestId } = request.params
      return toWire(await submitDeskRequest(registry, principalOf(request), tenantId, deskRequestId))
    },
  )
  app.post(
    `${one}/withdraw`,
    {
      schema: {
        tags,
        operationId: 'withdrawDeskRequest',
        summary: 'Give a request up',
        description:
          'For who opened it, and for the customer whom it is about. What was approved stays; the proof is deleted.',
        params,
        body: ref(DeskWithdrawal),
        response: answers({ 200: ref(DeskRequest) }, 404, 409),
      },
    },
    async request => {
      const { tenantId, deskRequestId } = request.params
      const { reason } = request.body
      return toWire(await withdrawDeskRequest(registry, principalOf(request), tenantId, deskRequestId, reason))
    },
  )
}

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    path,
    {
      schema: {
        tags,
        operationId: 'listOwnDeskRequests',
        summary: 'List requests to makers',
        description:
          'Of the tenant, whoever opened them; for a partner those that it opened. Newest first unless asked otherwise.',
        params: ids('tenantId'),
        querystring: closed({
          ...paging,
          state: Type.Optional(DeskStateName),
          kind: Type.Optional(DeskKindName),
          makerId: Type.Optional(Id),
          order,
        }),
        response: answers({ 200: pageOf(DeskRequest) }, 404),
      },
    },
    async request =>
      toWire(await listOwnRequests(registry, principalOf(request), request.params.tenantId, request.query)),
  )
  app.get(
    one,
    {
      schema: {
        tags,
        operationId: 'getOwnDeskRequest',
        summary: 'Read a request to a maker',
        description: 'Its state, counts, and until when approved hashes can be fetched.',
        params,
        response: answers({ 200: ref(DeskRequest) }, 404),
      },
    },
    async request => {
      const { tenantId, deskRequestId } = request.params
      return toWire(await getOwnRequest(registry, principalOf(request), tenantId, deskRequestId))
    },
  )
  app.get(
    `${one}/devices`,
    {
      schema: {
        tags,
        operationId: 'listOwnDeskDevices',
        summary: 'Read what was decided about the devices of a request',
        description: 'In the order of the list. Nothing is said of devices that are not decided.',
        params,
        querystring: closed({
          ...paging,
          state: Type.Optional(DeskDeviceStateName),
          serialNumber: Type.Optional(text(128)),
          order,
        }),
        response: answers({ 200: pageOf(DeskDevice) }, 404),
      },
    },
    async request => {
      const { tenantId, deskRequestId } = request.params
      return toWire(await listOwnRequestDevices(registry, principalOf(request), tenantId, deskRequestId, request.query))
    },
  )
}

function talkingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    `${one}/messages`,
    {
      schema: {
        tags,
        operationId: 'listOwnDeskMessages',
        summary: 'Read the messages of a request',
        description: 'Oldest first unless asked otherwise.',
        params,
        querystring: closed({ ...paging, side: Type.Optional(Type.Enum(['maker', 'requester'])), order }),
        response: answers({ 200: pageOf(DeskMessage) }, 404),
      },
    },
    async request => {
      const { tenantId, deskRequestId } = request.params
      return toWire(await listOwnMessages(registry, principalOf(request), tenantId, deskRequestId, request.query))
    },
  )
  app.post(
    `${one}/messages`,
    {
      schema: {
        tags,
        operationId: 'sendOwnDeskMessage',
        summary: 'Write to the maker',
        description: 'When the request waits for an answer, this is the answer.',
        params,
        body: ref(NewDeskMessage),
        response: answers({ 201: ref(DeskMessage) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { tenantId, deskRequestId } = request.params
      const { text: words } = request.body
      const sent = await sendOwnMessage(registry, principalOf(request), tenantId, deskRequestId, words)
      return reply.code(201).send(toWire(sent))
    },
  )
  app.post(
    `${one}/hashes`,
    {
      schema: {
        tags,
        operationId: 'fetchDeskHashes',
        summary: 'Fetch the approved hashes, once',
        description:
          'A CSV file that importers of Autopilot take. For who opened the request; everybody whom it concerns can read in the journal that it was fetched.',
        params,
        response: answers({ 200: csvFile('Serial number, product key id and hardware hash.') }, 404, 409),
      },
    },
    async (request, reply) => {
      const { tenantId, deskRequestId } = request.params
      const { name, csv } = await fetchDeskHashes(registry, principalOf(request), tenantId, deskRequestId)
      return reply
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        .type('text/csv; charset=utf-8')
        .send(csv)
    },
  )
}

/** Requests to makers, for customers and their partners. */
export function ownDeskRoutes(app: App, deps: SurfaceDeps): void {
  openingRoutes(app, deps)
  readingRoutes(app, deps)
  talkingRoutes(app, deps)
}
