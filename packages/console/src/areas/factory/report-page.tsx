import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { BuildReport, BuildReportRow } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { CountChips } from '../../parts/count-chips.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { LoadingBar, LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useOrganizationId } from '../../session/session.ts'
import { ReportState, rowStates, useRowColumns } from './report-columns.tsx'

function ReportFacts({ report }: { readonly report: BuildReport }) {
  const { t } = useTranslation()
  const { station, format, createdAt, finishedAt } = report
  return (
    <Card title={t('factory.report')}>
      <Facts
        facts={[
          [t('factory.format'), format],
          [t('factory.receivedAt'), <Time key="created" at={createdAt} />],
          [t('factory.finishedAt'), finishedAt && <Time at={finishedAt} />],
          ...(station
            ? [
                [
                  t('factory.station'),
                  <TextLink key="station" to={`/line-stations/${station.id}`}>
                    {t('factory.toStation')}
                  </TextLink>,
                ] as const,
                [t('factory.entries'), `${station.firstSequence} – ${station.lastSequence}`] as const,
                [t('factory.clock'), t('factory.clockMs', { count: station.clockSkewMs })] as const,
              ]
            : []),
        ]}
      />
    </Card>
  )
}

function Chips({ report }: { readonly report: BuildReport }) {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const chip = (id: 'total' | BuildReportRow['status']) => ({
    id,
    title: t(`factory.counts.${id}`),
    count: report.rows[id],
    chosen: (values['status'] ?? 'total') === id,
    onChoose: () => change({ status: id === 'total' ? undefined : id }),
  })
  return <CountChips name={t('factory.byStatus')} chips={[chip('total'), ...rowStates.map(chip)]} />
}

function Rows({ report }: { readonly report: BuildReport }) {
  const { t } = useTranslation()
  const partnerId = useOrganizationId()
  const { values } = useListQuery()
  const columns = useRowColumns()
  const status = values['status'] as BuildReportRow['status'] | undefined
  const ofStation = report.station !== undefined
  const pages = usePages('GET /api/v1/partners/{partnerId}/build-reports/{reportId}/rows', {
    path: { partnerId, reportId: report.id },
    query: { ...(status && { status }) },
  })
  return (
    <List
      name={t('factory.rows')}
      columns={columns.filter(({ id }) => ofStation || !['capturedAt', 'earlier'].includes(id))}
      idOf={row => String(row.position)}
      pages={pages}
      total={status ? undefined : report.rows.total}
      empty={<Empty title={t('factory.noRows')} />}
    />
  )
}

/** A build report, how far it is, and what became of each row. */
export function ReportPage() {
  const { t } = useTranslation()
  const partnerId = useOrganizationId()
  const { reportId = '' } = useParams()
  const read = useRead(
    'GET /api/v1/partners/{partnerId}/build-reports/{reportId}',
    { path: { partnerId, reportId } },
    { refetchInterval: report => (report?.state === 'receiving' ? 1000 : false) },
  )
  const report = read.data
  const above = { to: '/build-reports', title: t('areas.buildReports') }
  if (!report)
    return (
      <Page title={t('factory.report')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page title={report.name || t('factory.report')} above={above} text={<ReportState {...report} />}>
      {report.state === 'receiving' && <LoadingBar />}
      <ReportFacts report={report} />
      <Chips report={report} />
      <Rows key={`${report.state} ${report.rows.total}`} report={report} />
    </Page>
  )
}
