import { getBuildReport, listBuildReportRows, listBuildReports, receiveBuildReport } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { streamBodies } from '../../http/stream-body.ts'
import { toWire } from '../../http/wire.ts'
import {
  answers,
  closed,
  Id,
  IdempotencyHeader,
  idempotency,
  ids,
  pageOf,
  paging,
  ref,
  text,
} from '../schemas/common.ts'
import { BuildReport, BuildReportRow, rowStatus } from '../schemas/factory.ts'
import type { App, SurfaceDeps } from '../surface.ts'
import { formatOf, type UploadType, uploadBody } from '../uploads.ts'

const tags = ['Factory']
const types = [
  'application/x-ndjson',
  'text/csv',
  'application/json',
  'application/xml',
  'text/xml',
] as const satisfies UploadType[]

/** Uploads of build reports; a scope of their own, because bodies are streamed here. */
export function buildReportUpload(app: App, { registry }: SurfaceDeps, maxBytes: number): void {
  streamBodies(app, types, maxBytes)
  app.post(
    '/api/v1/partners/:partnerId/build-reports',
    {
      config: { streamed: true, rate: 'upload' },
      schema: {
        tags,
        operationId: 'sendBuildReport',
        summary: 'Send a build report',
        description: 'For makers. Streamed: any size within the limits. Sending a report again is harmless.',
        params: ids('partnerId'),
        querystring: closed({ name: Type.Optional(text(200)) }),
        headers: IdempotencyHeader,
        body: uploadBody(types, 'One device per row: NDJSON, CSV, a JSON array, or OA3 tool reports (XML).'),
        response: answers({ 201: ref(BuildReport) }, 404, 408, 413, 415, 422),
      },
    },
    async (request, reply) => {
      const { partnerId } = request.params
      const report = await receiveBuildReport(registry, principalOf(request), partnerId, {
        name: request.query.name,
        format: formatOf(request),
        body: request.body as AsyncIterable<Uint8Array>,
        ...idempotency(request.headers),
      })
      const location = `/api/v1/partners/${partnerId}/build-reports/${report.id}`
      return reply.code(201).header('location', location).send(toWire(report))
    },
  )
}

/** Reading build reports. */
export function buildReportRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/partners/:partnerId/build-reports',
    {
      schema: {
        tags,
        operationId: 'listBuildReports',
        summary: 'List build reports',
        description: 'Newest first unless asked otherwise; of one station of the factory line with stationId.',
        params: ids('partnerId'),
        querystring: closed({
          ...paging,
          stationId: Type.Optional(Id),
          order: Type.Optional(Type.Enum(['asc', 'desc'])),
        }),
        response: answers({ 200: pageOf(BuildReport) }, 404),
      },
    },
    async request =>
      toWire(await listBuildReports(registry, principalOf(request), request.params.partnerId, request.query)),
  )
  app.get(
    '/api/v1/partners/:partnerId/build-reports/:reportId',
    {
      schema: {
        tags,
        operationId: 'getBuildReport',
        summary: 'Read a build report',
        description: 'Its state and counts.',
        params: ids('partnerId', 'reportId'),
        response: answers({ 200: ref(BuildReport) }, 404),
      },
    },
    async request => {
      const { partnerId, reportId } = request.params
      return toWire(await getBuildReport(registry, principalOf(request), partnerId, reportId))
    },
  )
  app.get(
    '/api/v1/partners/:partnerId/build-reports/:reportId/rows',
    {
      schema: {
        tags,
        operationId: 'listBuildReportRows',
        summary: 'Read what became of the rows',
        description: 'In the order of the upload.',
        params: ids('partnerId', 'reportId'),
        querystring: closed({ ...paging, status: Type.Optional(rowStatus) }),
        response: answers({ 200: pageOf(BuildReportRow) }, 404),
      },
    },
    async request => {
      const { partnerId, reportId } = request.params
      return toWire(await listBuildReportRows(registry, principalOf(request), partnerId, reportId, request.query))
    },
  )
}
