import type { DailyCounts } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { useListQuery } from '../../parts/list/query.ts'
import { useOrganizationId } from '../../session/session.ts'

export const spans = ['7', '30', '90'] as const

/** How many days the charts show, as it stands in the address. */
export function useSpan() {
  const { values, change } = useListQuery()
  const span = spans.find(each => each === values['days']) ?? '30'
  return { span, choose: (next: string) => change({ days: next === '30' ? undefined : next }) }
}

/** What happened on the days that the charts show. */
export function useDailyCounts(kind: DailyCounts['kind']) {
  const organizationId = useOrganizationId()
  const { span } = useSpan()
  return useRead('GET /api/v1/organizations/{organizationId}/daily-counts', {
    path: { organizationId },
    query: { kind, days: Number(span) },
  })
}
