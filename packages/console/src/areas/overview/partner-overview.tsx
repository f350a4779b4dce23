import { makeStyles, tokens } from '@fluentui/react-components'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Consent, HeldBatch } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { ConsentState } from '../../parts/consent-state.tsx'
import { useCustomerName } from '../../parts/customers.ts'
import { Fault } from '../../parts/fault.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'
import { PartnerNeeds } from './partner-needs.tsx'

/** They come when the page is there. */
const PartnerCharts = lazy(async () => ({ default: (await import('./partner-charts.tsx')).PartnerCharts }))

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
  column: { display: 'grid', gap: '16px', minWidth: 0 },
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: '12px' },
  line: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: '4px 12px' },
  name: { overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: '12px' },
})

const lastAct = ({ revokedAt, decidedAt, requestedAt }: Consent): string => revokedAt ?? decidedAt ?? requestedAt

function CustomersCard() {
  const styles = useStyles()
  const { t } = useTranslation()
  const nameOf = useCustomerName()
  const read = useRead('GET /api/v1/consents', { query: { limit: 8 } })
  const items = read.data?.items ?? []
  return (
    <Card
      title={t('overview.lastAsked')}
      actions={
        <LinkButton to="/customers" appearance="subtle">
          {t('areas.customers')}
        </LinkButton>
      }
    >
      {read.error ? (
        <Fault error={read.error} />
      ) : !read.data ? (
        <LoadingRows rows={4} />
      ) : items.length === 0 ? (
        <p>{t('customers.noneText')}</p>
      ) : (
        <ul className={styles.list}>
          {items.map(consent => (
            <li key={consent.id}>
              <div className={styles.line}>
                <span className={styles.name}>{nameOf(consent.tenantId ?? '', consent.target)}</span>
                <ConsentState {...consent} />
              </div>
              <div className={styles.quiet}>
                <Time at={lastAct(consent)} kind="ago" />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

function Waiting({ batch }: { readonly batch: HeldBatch }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const nameOf = useCustomerName()
  const { held, rejected } = batch.counts
  const shown = (count: number) => count.toLocaleString(i18n.language)
  return (
    <li>
      <div className={styles.line}>
        <span className={styles.name}>
          <TextLink to={`/batches/${batch.tenantId}/${batch.id}`}>{batch.name}</TextLink>
        </span>
        <span>{t('batches.waitCount', { count: held, shown: shown(held) })}</span>
      </div>
      <div className={styles.line}>
        <span className={styles.quiet}>
          {nameOf(batch.tenantId)} · <Time at={batch.heldAt ?? batch.createdAt} kind="ago" />
        </span>
        {rejected > 0 && (
          <TextLink to={`/batches/${batch.tenantId}/${batch.id}?status=rejected`}>
            {t('batches.rejectedCount', { count: rejected, shown: shown(rejected) })}
          </TextLink>
        )}
      </div>
    </li>
  )
}

function WaitingCard() {
  const styles = useStyles()
  const { t } = useTranslation()
  const read = useRead('GET /api/v1/held-batches', { query: { limit: 8, sort: 'heldAt', order: 'asc' } })
  return (
    <Card
      title={t('overview.waitingBatches')}
      actions={
        <LinkButton to="/batches" appearance="subtle">
          {t('areas.batches')}
        </LinkButton>
      }
    >
      {read.error ? (
        <Fault error={read.error} />
      ) : !read.data ? (
        <LoadingRows rows={4} />
      ) : read.data.items.length === 0 ? (
        <p>{t('batches.noneWait')}</p>
      ) : (
        <ul className={styles.list}>
          {read.data.items.map(batch => (
            <Waiting key={batch.id} batch={batch} />
          ))}
        </ul>
      )}
    </Card>
  )
}

/** The home of somebody who registers devices for customers. */
export function PartnerOverview() {
  const styles = useStyles()
  const { may } = useSession()
  return (
    <>
      <div className={styles.grid}>
        <div className={styles.column}>
          <PartnerNeeds />
          {may('consent.read') && <CustomersCard />}
        </div>
        {may('device.read') && <WaitingCard />}
      </div>
      {may('device.read') && (
        <Suspense fallback={<LoadingRows rows={4} />}>
          <PartnerCharts />
        </Suspense>
      )}
    </>
  )
}
