import { Badge, makeStyles } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { RegistryState } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Measured } from '../../parts/measured.tsx'
import { Page } from '../../parts/page.tsx'
import { SmallTable } from '../../parts/small-table.tsx'
import { Time } from '../../parts/time.tsx'
import { StorageCard } from './storage-card.tsx'

/** How often the page looks again, ms. */
const lookMs = 10_000

const useStyles = makeStyles({ page: { display: 'grid', gap: '16px', minWidth: 0 } })

function ServerTable({ servers }: Pick<RegistryState, 'servers'>) {
  const { t } = useTranslation()
  if (servers.length === 0) return <p>{t('operation.noServers')}</p>
  return (
    <SmallTable
      name={t('operation.servers')}
      items={servers}
      idOf={server => server.id}
      columns={[
        { id: 'name', title: t('operation.name'), render: ({ name }) => name },
        {
          id: 'state',
          title: t('operation.state'),
          render: ({ alive }) => (
            <Badge appearance="tint" color={alive ? 'success' : 'danger'}>
              {t(alive ? 'operation.alive' : 'operation.silent')}
            </Badge>
          ),
        },
        {
          id: 'does',
          title: t('operation.does'),
          render: ({ worksJobs }) => t(worksJobs ? 'operation.requestsAndJobs' : 'operation.requests'),
        },
        { id: 'version', title: t('operation.version'), render: ({ version }) => version },
        { id: 'startedAt', title: t('operation.startedAt'), render: ({ startedAt }) => <Time at={startedAt} /> },
        { id: 'seenAt', title: t('operation.seenAt'), render: ({ seenAt }) => <Time at={seenAt} kind="ago" /> },
      ]}
    />
  )
}

/** Which servers there are, and what the store takes up. */
export function ServersPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const read = useRead('GET /api/v1/registry/state', {}, { refetchInterval: () => lookMs })
  const state = read.data
  return (
    <Page
      title={t('areas.servers')}
      text={t('operation.serversText')}
      actions={<LinkButton to="/jobs">{t('areas.jobs')}</LinkButton>}
    >
      <div className={styles.page}>
        <Card title={t('operation.servers')} actions={state && <Measured at={state.measuredAt} />}>
          {read.error ? (
            <Fault error={read.error} onRetry={() => void read.refetch()} />
          ) : state ? (
            <ServerTable servers={state.servers} />
          ) : (
            <LoadingRows rows={2} />
          )}
        </Card>
        <StorageCard storeMs={state?.storeMs} />
      </div>
    </Page>
  )
}
