import { Button } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Device } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Timeline } from '../../parts/timeline.tsx'

/** What has happened to the device, newest first: its journal and its first boots. */
export function TimelineCard({ device }: { readonly device: Device }) {
  const { t } = useTranslation()
  const { tenantId, id: deviceId } = device
  const journal = usePages(
    'GET /api/v1/tenants/{tenantId}/devices/{deviceId}/journal',
    { path: { tenantId, deviceId } },
    true,
    25,
  )
  const boots = usePages(
    'GET /api/v1/tenants/{tenantId}/boot-traces',
    { path: { tenantId }, query: { deviceId } },
    true,
    25,
  )
  const error = journal.error ?? boots.error
  const entries = journal.data?.pages.flatMap(page => page.items) ?? []
  const asked = boots.data?.pages.flatMap(page => page.items) ?? []
  // What is older than the oldest entry of a list that goes on would stand in a gap.
  const ends = [journal.hasNextPage && entries.at(-1)?.at, boots.hasNextPage && asked.at(-1)?.at].filter(
    end => typeof end === 'string',
  )
  const since = ends.sort().at(-1) ?? ''
  const events = [
    ...entries.map(entry => ({ kind: 'entry' as const, id: entry.id, at: entry.at, entry })),
    ...asked.map(trace => ({ kind: 'boot' as const, id: trace.correlationId, at: trace.at, trace })),
  ].filter(event => event.at >= since)
  const more = () => {
    if (journal.hasNextPage) void journal.fetchNextPage()
    if (boots.hasNextPage) void boots.fetchNextPage()
  }
  return (
    <Card title={t('devices.timeline')}>
      {error ? (
        <Fault error={error} />
      ) : journal.isPending ? (
        <LoadingRows rows={4} />
      ) : (
        <Timeline events={events.sort((a, b) => (a.at < b.at ? 1 : -1))} />
      )}
      {(journal.hasNextPage || boots.hasNextPage) && (
        <Button onClick={more} disabled={journal.isFetching || boots.isFetching}>
          {t('list.showMore')}
        </Button>
      )}
    </Card>
  )
}
