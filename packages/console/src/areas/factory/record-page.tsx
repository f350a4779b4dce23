import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { FactoryRecord } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { QualityBadge } from '../../parts/quality-badge.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { useOrganizationId } from '../../session/session.ts'

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
  flags: { margin: '4px 0 0', paddingLeft: '18px' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

function Identity({ record }: { readonly record: FactoryRecord }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const quality = (
    <>
      <QualityBadge quality={record.quality} />
      {record.flags.length > 0 && (
        <ul className={styles.flags}>
          {record.flags.map(flag => (
            <li key={flag}>{t(`devices.flags.${flag}`, { defaultValue: flag })}</li>
          ))}
        </ul>
      )}
    </>
  )
  const report = (id: string) => <TextLink to={`/build-reports/${id}`}>{t('factory.toReport')}</TextLink>
  return (
    <Card title={t('devices.identity')}>
      <Facts
        facts={[
          [t('devices.serialNumber'), record.serialNumber],
          [t('devices.manufacturer'), record.manufacturer],
          [t('devices.model'), record.model],
          [t('devices.productKeyId'), record.productKeyId],
          [t('devices.quality.title'), quality],
          [
            t('factory.firstReportedAt'),
            <span key="first">
              <Time at={record.firstReportedAt} /> · {report(record.firstReportId)}
            </span>,
          ],
          [
            t('factory.lastReportedAt'),
            <span key="last">
              <Time at={record.lastReportedAt} /> · {report(record.lastReportId)}
            </span>,
          ],
          [t('factory.timesReported'), record.timesReported],
          [t('devices.id'), <code key="id">{record.id}</code>],
        ]}
      />
      <span className={styles.quiet}>{t('factory.hashKept')}</span>
    </Card>
  )
}

/** A device that the maker has built, as it was reported. Its hash is kept sealed and not shown. */
export function RecordPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const partnerId = useOrganizationId()
  const { recordId = '' } = useParams()
  const read = useRead('GET /api/v1/partners/{partnerId}/factory-records/{recordId}', { path: { partnerId, recordId } })
  const record = read.data
  const above = { to: '/factory-records', title: t('areas.factoryRecords') }
  if (!record)
    return (
      <Page title={t('factory.record')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  const text = [record.manufacturer, record.model].filter(Boolean).join(' · ')
  return (
    <Page title={record.serialNumber ?? record.id} text={text} above={above}>
      <div className={styles.grid}>
        <Identity record={record} />
        <Card title={t('devices.timeline')}>
          <Timeline
            events={record.history.map(entry => ({ kind: 'entry' as const, id: entry.id, at: entry.at, entry }))}
          />
        </Card>
      </div>
    </Page>
  )
}
