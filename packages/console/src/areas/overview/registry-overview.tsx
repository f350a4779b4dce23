import { makeStyles } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { RegistryState } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { countText } from '../../parts/amount.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Tiles } from '../../parts/tiles.tsx'
import { HealthCard } from './health-card.tsx'
import { QueueTable } from './queue-table.tsx'
import { jobsIn, RegistryNeeds } from './registry-needs.tsx'

/** How often the page looks again, ms. */
const lookMs = 10_000

const useStyles = makeStyles({
  page: { display: 'grid', gap: '16px', minWidth: 0 },
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
})

function RegistryNumbers({ state }: { readonly state: RegistryState | undefined }) {
  const { t, i18n } = useTranslation()
  const open = state && jobsIn(state, 'stuck', 'failed', 'slow', 'running', 'waiting')
  return (
    <Tiles
      name={t('overview.inNumbers')}
      tiles={[
        {
          id: 'tenants',
          title: t('areas.tenants'),
          to: '/tenants',
          shown: state && countText(state.tenants, i18n.language),
        },
        {
          id: 'partners',
          title: t('areas.partners'),
          to: '/partners',
          shown: state && countText(state.partners, i18n.language),
        },
        { id: 'jobs', title: t('overview.openJobs'), to: '/jobs', shown: open?.toLocaleString(i18n.language) },
        {
          id: 'servers',
          title: t('overview.runningServers'),
          to: '/servers',
          shown: state?.servers.filter(server => server.alive).length.toLocaleString(i18n.language),
        },
      ]}
    />
  )
}

/** The home of those who run the registry: what is stuck, what there is to do, how the parts stand. */
export function RegistryOverview() {
  const styles = useStyles()
  const { t } = useTranslation()
  const read = useRead('GET /api/v1/registry/state', {}, { refetchInterval: () => lookMs })
  const state = read.data
  return (
    <div className={styles.page}>
      {read.error && <Fault error={read.error} onRetry={() => void read.refetch()} />}
      <RegistryNumbers state={state} />
      <div className={styles.grid}>
        <RegistryNeeds state={state} />
        <HealthCard state={state} />
      </div>
      <Card
        title={t('overview.queues')}
        actions={
          <LinkButton to="/jobs" appearance="subtle">
            {t('areas.jobs')}
          </LinkButton>
        }
      >
        {state ? <QueueTable queues={state.queues} /> : <LoadingRows rows={3} />}
      </Card>
    </div>
  )
}
