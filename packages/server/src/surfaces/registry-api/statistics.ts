import { countModels, listDailyCounts } from '@hailport/registry'
import { principalOf } from '../../http/authenticate.ts'
import { answers, ids, ref } from '../schemas/common.ts'
import { DailyCountQuery, DailyCounts, ModelCounts } from '../schemas/statistics.ts'
import type { App, SurfaceDeps } from '../surface.ts'

const tags = ['Statistics']

/** Numbers for charts. */
export function statisticsRoutes(app: App, { registry }: SurfaceDeps): void {
  app.get(
    '/api/v1/organizations/:organizationId/daily-counts',
    {
      schema: {
        tags,
        operationId: 'listDailyCounts',
        summary: 'Count what happened, day by day',
        description:
          'Counted when it happens, so that reading is cheap, and never taken back: a device that was released since is still one that was registered. Days are those of UTC.',
        params: ids('organizationId'),
        querystring: DailyCountQuery,
        response: answers({ 200: ref(DailyCounts) }, 404),
      },
    },
    async request => {
      const { kind, days = 30 } = request.query
      return listDailyCounts(registry, principalOf(request), request.params.organizationId, { kind, days })
    },
  )
  app.get(
    '/api/v1/tenants/:tenantId/model-counts',
    {
      schema: {
        tags,
        operationId: 'countModels',
        summary: 'Count devices by model',
        description: 'For the tenant. Of more than 50,000 devices, up to half a minute old.',
        params: ids('tenantId'),
        response: answers({ 200: ref(ModelCounts) }, 404),
      },
    },
    async request => countModels(registry, principalOf(request), request.params.tenantId),
  )
}
