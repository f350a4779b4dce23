import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { BuildReport, BuildReportRow } from '../../api/generated/operations.ts'
import type { Column } from '../../parts/list/columns.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { WhyNot } from '../../parts/why-not.tsx'

const stateColors = { receiving: 'brand', finished: 'success', interrupted: 'warning' } as const

/** Whether a report is complete. */
export function ReportState({ state }: Pick<BuildReport, 'state'>) {
  const { t } = useTranslation()
  return (
    <Badge appearance="tint" color={stateColors[state]}>
      {t(`factory.states.${state}`)}
    </Badge>
  )
}

/** Columns of build reports. */
export function useReportColumns(): Column<BuildReport>[] {
  const { t, i18n } = useTranslation()
  const counted = (id: keyof BuildReport['rows']): Column<BuildReport> => ({
    id,
    title: t(`factory.counts.${id}`),
    width: id === 'known' ? 132 : 92,
    usual: true,
    render: ({ rows }) => rows[id].toLocaleString(i18n.language),
  })
  return [
    {
      id: 'name',
      title: t('factory.name'),
      width: 170,
      render: report => <TextLink to={`/build-reports/${report.id}`}>{report.name || report.id}</TextLink>,
    },
    { id: 'state', title: t('factory.state'), width: 130, usual: true, render: report => <ReportState {...report} /> },
    counted('total'),
    counted('new'),
    counted('known'),
    counted('rejected'),
    {
      id: 'createdAt',
      title: t('factory.receivedAt'),
      width: 165,
      usual: true,
      sort: 'createdAt',
      render: report => <Time at={report.createdAt} />,
    },
    {
      id: 'station',
      title: t('factory.station'),
      width: 110,
      usual: true,
      render: ({ station }) =>
        station && <TextLink to={`/line-stations/${station.id}`}>{t('factory.toStation')}</TextLink>,
    },
    { id: 'format', title: t('factory.format'), width: 100, render: report => report.format },
  ]
}

export const rowStates = ['new', 'known', 'rejected'] as const
const rowColors = { new: 'success', known: 'informative', rejected: 'danger' } as const

/** With which record of whom a device of a station has something in common. */
function Earlier({ earlier }: { readonly earlier: NonNullable<BuildReportRow['earlier']> }) {
  const { t } = useTranslation()
  return (
    <TextLink to={`/factory-records/${earlier.recordId}`}>
      {t(`factory.sharing.${earlier.sharing}`)}
      {earlier.stationName && ` (${earlier.stationName})`}
    </TextLink>
  )
}

/** Columns of what became of the rows of a report. */
export function useRowColumns(): Column<BuildReportRow>[] {
  const { t } = useTranslation()
  return [
    {
      id: 'serialNumber',
      title: t('devices.serialNumber'),
      width: 170,
      render: ({ recordId, serialNumber, productKeyId, position }) => {
        const name = serialNumber ?? productKeyId ?? t('batches.row', { number: position + 1 })
        return recordId ? <TextLink to={`/factory-records/${recordId}`}>{name}</TextLink> : name
      },
    },
    {
      id: 'status',
      title: t('factory.status'),
      width: 130,
      render: ({ status }) => (
        <Badge appearance="tint" color={rowColors[status]}>
          {t(`factory.rowStates.${status}`)}
        </Badge>
      ),
    },
    { id: 'row', title: t('batches.position'), width: 70, render: ({ position }) => position + 1 },
    { id: 'productKeyId', title: t('devices.productKeyId'), width: 140, render: row => row.productKeyId },
    { id: 'why', title: t('batches.why'), width: 360, render: row => <WhyNot {...row} /> },
    { id: 'capturedAt', title: t('factory.capturedAt'), width: 165, render: row => <Time at={row.capturedAt} /> },
    {
      id: 'earlier',
      title: t('factory.shares'),
      width: 220,
      render: ({ earlier }) => earlier && <Earlier earlier={earlier} />,
    },
  ]
}
