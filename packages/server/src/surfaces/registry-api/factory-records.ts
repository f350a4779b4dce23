import { getFactoryRecord, listFactoryRecords } from '@hailport/registry'
import Type from 'typebox'
import { principalOf } from '../../http/authenticate.ts'
import { toWire } from '../../http/wire.ts'
import { answers, closed, ids, pageOf, paging, ref, text } from '../schemas/common.ts'
import { FactoryRecord, FactoryRecordWithHistory } from '../schemas/factory.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Factory']

/** Devices that a maker reported. */
export function factoryRecordRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/partners/:partnerId/factory-records',
    {
      schema: {
        tags,
        operationId: 'listFactoryRecords',
        summary: 'List factory records',
        description: 'Newest first unless asked otherwise; filters match exactly.',
        params: ids('partnerId'),
        querystring: closed({
          ...paging,
          serialNumber: Type.Optional(text(200)),
          productKeyId: Type.Optional(text(64)),
          order: Type.Optional(Type.Enum(['asc', 'desc'])),
        }),
        response: answers({ 200: pageOf(FactoryRecord) }, 404),
      },
    },
    async request =>
      toWire(await listFactoryRecords(registry, principalOf(request), request.params.partnerId, request.query)),
  )
  app.get(
    '/api/v1/partners/:partnerId/factory-records/:recordId',
    {
      schema: {
        tags,
        operationId: 'getFactoryRecord',
        summary: 'Read a factory record',
        description: 'With its history.',
        params: ids('partnerId', 'recordId'),
        response: answers({ 200: ref(FactoryRecordWithHistory) }, 404),
      },
    },
    async request => {
      const { partnerId, recordId } = request.params
      return toWire(await getFactoryRecord(registry, principalOf(request), partnerId, recordId))
    },
  )
}
