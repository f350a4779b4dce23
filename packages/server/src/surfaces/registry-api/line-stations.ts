import {
  addLineStation,
  getLineStation,
  listLineStations,
  renameLineStation,
  revokeLineStation,
} from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, ids, pageOf, paging, ref, text } from '../schemas/common.ts'
import { LineStation, LineStationNames, LineStationRevocation, NewLineStation } from '../schemas/line.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Factory']

/** Stations of the factory line. */
export function lineStationRoutes(app: App, { registry }: SurfaceDeps): void {
  app.post(
    '/api/v1/partners/:partnerId/line-stations',
    {
      schema: {
        tags,
        operationId: 'addLineStation',
        summary: 'Add a station of the factory line',
        description:
          'By the public key that the station made (hailport line init). The same key again is the same station.',
        params: ids('partnerId'),
        body: ref(NewLineStation),
        response: answers({ 201: ref(LineStation) }, 404, 409),
      },
    },
    async (request, reply) => {
      const { partnerId } = request.params
      const station = await addLineStation(registry, principalOf(request), partnerId, request.body)
      const location = `/api/v1/partners/${partnerId}/line-stations/${station.id}`
      return reply.code(201).header('location', location).send(toWire(station))
    },
  )
  app.get(
    '/api/v1/partners/:partnerId/line-stations',
    {
      schema: {
        tags,
        operationId: 'listLineStations',
        summary: 'List stations of the factory line',
        description: 'Newest first unless asked otherwise.',
        params: ids('partnerId'),
        querystring: closed({
          ...paging,
          state: Type.Optional(Type.Enum(['live', 'revoked'])),
          line: Type.Optional(text(100)),
          order: Type.Optional(Type.Enum(['asc', 'desc'])),
        }),
        response: answers({ 200: pageOf(LineStation) }, 404),
      },
    },
    async request =>
      toWire(await listLineStations(registry, principalOf(request), request.params.partnerId, request.query)),
  )
  app.get(
    '/api/v1/partners/:partnerId/line-stations/:stationId',
    {
      schema: {
        tags,
        operationId: 'getLineStation',
        summary: 'Read a station of the factory line',
        description: 'With what it sent last, and how wrong its clock was.',
        params: ids('partnerId', 'stationId'),
        response: answers({ 200: ref(LineStation) }, 404),
      },
    },
    async request => {
      const { partnerId, stationId } = request.params
      return toWire(await getLineStation(registry, principalOf(request), partnerId, stationId))
    },
  )
  changingRoutes(app, registry)
}

function changingRoutes(app: App, registry: SurfaceDeps['registry']): void {
  app.patch(
    '/api/v1/partners/:partnerId/line-stations/:stationId',
    {
      schema: {
        tags,
        operationId: 'renameLineStation',
        summary: 'Rename a station of the factory line',
        description: 'Its reports stay its own: they name it by its id.',
        params: ids('partnerId', 'stationId'),
        body: ref(LineStationNames),
        response: answers({ 200: ref(LineStation) }, 404),
      },
    },
    async request => {
      const { partnerId, stationId } = request.params
      return toWire(await renameLineStation(registry, principalOf(request), partnerId, stationId, request.body))
    },
  )
  app.post(
    '/api/v1/partners/:partnerId/line-stations/:stationId/revoke',
    {
      schema: {
        tags,
        operationId: 'revokeLineStation',
        summary: 'Revoke a station of the factory line',
        description: 'For good: nothing that it signed is taken from now on; what was taken stays.',
        params: ids('partnerId', 'stationId'),
        body: ref(LineStationRevocation),
        response: answers({ 200: ref(LineStation) }, 404),
      },
    },
    async request => {
      const { partnerId, stationId } = request.params
      const input = { id: stationId, reason: request.body.reason }
      return toWire(await revokeLineStation(registry, principalOf(request), partnerId, input))
    },
  )
}
