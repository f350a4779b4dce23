import { makeStyles } from '@fluentui/react-components'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { useTenantId } from '../../session/session.ts'
import { NeedsYou } from './needs-you.tsx'
import { Numbers } from './numbers.tsx'

/** They come when the page is there. */
const TenantCharts = lazy(async () => ({ default: (await import('./tenant-charts.tsx')).TenantCharts }))

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
})

/** The first boots of late. */
function BootsCard() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const read = useRead('GET /api/v1/tenants/{tenantId}/boot-traces', { path: { tenantId }, query: { limit: 4 } })
  const events = (read.data?.items ?? []).map(trace => ({
    kind: 'boot' as const,
    id: trace.correlationId,
    at: trace.at,
    trace,
  }))
  return (
    <Card
      title={t('overview.boots')}
      actions={
        <LinkButton to="/devices?booted=true" appearance="subtle">
          {t('overview.bootedDevices')}
        </LinkButton>
      }
    >
      {read.error ? (
        <Fault error={read.error} />
      ) : !read.data ? (
        <LoadingRows rows={4} />
      ) : events.length === 0 ? (
        <p>{t('overview.noBoots')}</p>
      ) : (
        <Timeline events={events} />
      )}
    </Card>
  )
}

/** The home of somebody who looks after a customer's devices. */
export function TenantOverview() {
  const styles = useStyles()
  const tenantId = useTenantId()
  const counts = useRead('GET /api/v1/tenants/{tenantId}/device-counts', { path: { tenantId } })
  return (
    <>
      {counts.error ? (
        <Fault error={counts.error} onRetry={() => void counts.refetch()} />
      ) : (
        <Numbers counts={counts.data} />
      )}
      <div className={styles.grid}>
        <NeedsYou counts={counts.data} />
        <BootsCard />
      </div>
      <Suspense fallback={<LoadingRows rows={4} />}>
        <TenantCharts />
      </Suspense>
    </>
  )
}
