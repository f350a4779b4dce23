import { Button } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { DeskRequest } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { useOrganizationId, useSession } from '../../session/session.ts'

/** What has happened to a request, for those who read the journal. */
export function HistoryCard({ request }: { readonly request: DeskRequest }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const organizationId = useOrganizationId()
  const input = { path: { organizationId }, query: { subjectId: request.id } }
  const enabled = may('journal.read')
  const pages = usePages('GET /api/v1/organizations/{organizationId}/journal', input, enabled, 25)
  if (!enabled) return null
  const names: [string, string][] = [
    [request.makerId, request.makerName],
    [request.tenantId, request.tenantName],
    [request.requester.id, request.requester.name],
  ]
  const entries = pages.data?.pages.flatMap(page => page.items)
  return (
    <Card title={t('desk.history')}>
      {pages.error ? (
        <Fault error={pages.error} />
      ) : !entries ? (
        <LoadingRows rows={3} />
      ) : (
        <Timeline
          events={entries.map(entry => ({ kind: 'entry' as const, id: entry.id, at: entry.at, entry }))}
          names={names}
        />
      )}
      {pages.hasNextPage && (
        <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('list.showMore')}
        </Button>
      )}
    </Card>
  )
}
