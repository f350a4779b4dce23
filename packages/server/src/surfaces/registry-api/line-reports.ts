import { authenticateStation, listLineRecords, type Registry, receiveLineReport } from '@hailport/registry'
import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { toMillis, toWire } from '../../http/wire.ts'
import { answers, closed, ids, paging, ref, Time } from '../schemas/common.ts'
import { LineEntries, LineRecords, LineReport } from '../schemas/line.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Factory']

/** Stations are no principals: their credential is a statement that they sign, looked at here. */
function stationOf(registry: Registry, request: FastifyRequest, partnerId: string) {
  const token = /^Bearer ([\w.-]{1,2000})$/i.exec(request.headers.authorization ?? '')?.[1]
  return authenticateStation(registry, partnerId, { token, requestId: request.id })
}

/** What stations of the factory line send and ask. */
export function lineReportRoutes(app: App, { registry }: SurfaceDeps, maxBytes: number): void {
  app.post(
    '/api/v1/partners/:partnerId/line-reports',
    {
      bodyLimit: maxBytes,
      config: { access: 'public', rate: 'device' },
      schema: {
        tags,
        operationId: 'sendLineReport',
        summary: 'Send what a station has queued',
        description:
          'By stations, which sign a Bearer token and each entry with their own key. All entries are taken, or none; sending the same again is harmless.',
        params: ids('partnerId'),
        body: ref(LineEntries),
        response: answers({ 200: ref(LineReport) }, 408, 409, 413, 422),
      },
    },
    async request => {
      const station = await stationOf(registry, request, request.params.partnerId)
      return toWire(await receiveLineReport(registry, station, request.body.entries))
    },
  )
  app.get(
    '/api/v1/partners/:partnerId/line-records',
    {
      config: { access: 'public', rate: 'device' },
      schema: {
        tags,
        operationId: 'listLineRecords',
        summary: 'What other stations and reports have brought',
        description:
          'By stations, for their own list of what was seen: oldest first, from `since` or after `cursor`. What is younger than two minutes may be told again.',
        params: ids('partnerId'),
        querystring: closed({ ...paging, since: Type.Optional(Time) }),
        response: answers({ 200: ref(LineRecords) }),
      },
    },
    async request => {
      const { since, ...page } = request.query
      const station = await stationOf(registry, request, request.params.partnerId)
      return listLineRecords(registry, station, {
        ...page,
        ...(since !== undefined && { since: toMillis(since, 'since') }),
      })
    },
  )
}
