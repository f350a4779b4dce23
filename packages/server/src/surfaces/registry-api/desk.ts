import {
  decideDeskDevices,
  getDeskRequest,
  listDeskMessages,
  listDeskRequestDevices,
  listDeskRequests,
  offerDeskHashes,
  sendDeskMessage,
  takeDeskRequest,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, Id, ids, pageOf, paging, ref, text } from '../schemas/common.ts'
import {
  CheckedDeskDevice,
  DeskDecisionAnswer,
  DeskDecisions,
  DeskDeviceStateName,
  DeskKindName,
  DeskMessage,
  DeskRequest,
  DeskStateName,
  NewDeskQuestion,
} from '../schemas/desk.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ["Maker's desk"]
const path = '/api/v1/partners/:partnerId/desk-requests'
const one = `${path}/:deskRequestId`
const params = ids('partnerId', 'deskRequestId')
const order = Type.Optional(Type.Enum(['asc', 'desc']))

function readingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    path,
    {
      schema: {
        tags,
        operationId: 'listDeskRequests',
        summary: 'List the requests at the desk',
        description: "For the maker's agents. Newest first unless asked otherwise.",
        params: ids('partnerId'),
        querystring: closed({
          ...paging,
          state: Type.Optional(DeskStateName),
          kind: Type.Optional(DeskKindName),
          tenantId: Type.Optional(Id),
          order,
        }),
        response: answers({ 200: pageOf(DeskRequest) }, 404),
      },
    },
    async request =>
      toWire(await listDeskRequests(registry, principalOf(request), request.params.partnerId, request.query)),
  )
  app.get(
    one,
    {
      schema: {
        tags,
        operationId: 'getDeskRequest',
        summary: 'Read a request at the desk',
        description: "For the maker's agents.",
        params,
        response: answers({ 200: ref(DeskRequest) }, 404),
      },
    },
    async request => {
      const { partnerId, deskRequestId } = request.params
      return toWire(await getDeskRequest(registry, principalOf(request), partnerId, deskRequestId))
    },
  )
  app.get(
    `${one}/devices`,
    {
      schema: {
        tags,
        operationId: 'listDeskDevices',
        summary: 'Read the devices of a request, checked against the records',
        description: 'In the order of the list; those that are not decided with what records and registry say now.',
        params,
        querystring: closed({
          ...paging,
          state: Type.Optional(DeskDeviceStateName),
          serialNumber: Type.Optional(text(128)),
          order,
        }),
        response: answers({ 200: pageOf(CheckedDeskDevice) }, 404),
      },
    },
    async request => {
      const { partnerId, deskRequestId } = request.params
      return toWire(
        await listDeskRequestDevices(registry, principalOf(request), partnerId, deskRequestId, request.query),
      )
    },
  )
}

function talkingRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    `${one}/messages`,
    {
      schema: {
        tags,
        operationId: 'listDeskMessages',
        summary: 'Read the messages of a request at the desk',
        description: 'Oldest first unless asked otherwise.',
        params,
        querystring: closed({ ...paging, side: Type.Optional(Type.Enum(['maker', 'requester'])), order }),
        response: answers({ 200: pageOf(DeskMessage) }, 404),
      },
    },
    async request => {
      const { partnerId, deskRequestId } = request.params
      return toWire(await listDeskMessages(registry, principalOf(request), partnerId, deskRequestId, request.query))
    },
  )
  app.post(
    `${one}/messages`,
    {
      schema: {
        tags,
        operationId: 'sendDeskMessage',
        summary: 'Write to the requester',
        description: 'With `question` the request waits for the answer.',
        params,
        body: ref(NewDeskQuestion),
        response: answers({ 201: ref(DeskMessage) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { partnerId, deskRequestId } = request.params
      const sent = await sendDeskMessage(registry, principalOf(request), partnerId, deskRequestId, request.body)
      return reply.code(201).send(toWire(sent))
    },
  )
  app.post(
    `${one}/take`,
    {
      schema: {
        tags,
        operationId: 'takeDeskRequest',
        summary: 'Take a request on',
        description: 'Shows colleagues who works on it, whoever did before.',
        params,
        response: answers({ 200: ref(DeskRequest) }, 404, 409),
      },
    },
    async request => {
      const { partnerId, deskRequestId } = request.params
      return toWire(await takeDeskRequest(registry, principalOf(request), partnerId, deskRequestId))
    },
  )
}

function decidingRoutes(app: App, { registry }: SurfaceDeps, maxBytes: number): void {
  app.post(
    `${one}/decisions`,
    {
      bodyLimit: maxBytes,
      schema: {
        tags,
        operationId: 'decideDeskDevices',
        summary: 'Approve and refuse devices of a request',
        description:
          'Any number at a time. What is approved is done at once: registered, deregistered, or marked to be handed out. With the last device the request is decided.',
        params,
        body: ref(DeskDecisions),
        response: answers({ 200: ref(DeskDecisionAnswer) }, 404, 408, 409, 413),
      },
    },
    async request => {
      const { partnerId, deskRequestId } = request.params
      const { decisions } = request.body
      return toWire(await decideDeskDevices(registry, principalOf(request), partnerId, deskRequestId, decisions))
    },
  )
  app.post(
    `${one}/offer-hashes`,
    {
      schema: {
        tags,
        operationId: 'offerDeskHashes',
        summary: 'Offer the approved hashes once more',
        description: 'When the file was lost, or not fetched in time.',
        params,
        response: answers({ 200: ref(DeskRequest) }, 404, 409),
      },
    },
    async request => {
      const { partnerId, deskRequestId } = request.params
      return toWire(await offerDeskHashes(registry, principalOf(request), partnerId, deskRequestId))
    },
  )
}

/** A maker's desk, for its agents. */
export function deskRoutes(app: App, deps: SurfaceDeps, maxBytes: number): void {
  readingRoutes(app, deps)
  talkingRoutes(app, deps)
  decidingRoutes(app, deps, maxBytes)
}
