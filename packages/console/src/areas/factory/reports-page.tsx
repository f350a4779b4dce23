import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { UploadIcon } from '../../parts/icons.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { useOrganizationId, useSession } from '../../session/session.ts'
import { useReportColumns } from './report-columns.tsx'

/** Most stations that can be chosen; others are reached from their own page. */
const most = 1000

/** What was reported as built, by file, by the API or by stations of the line. */
export function ReportsPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const partnerId = useOrganizationId()
  const { values, change } = useListQuery()
  const { stationId } = values
  const order = values['order'] === 'asc' ? 'asc' : 'desc'
  const columns = useReportColumns()
  const { shown, ids, choose } = useColumns('build-reports', columns)
  const path = { partnerId }
  const query = { order, ...(stationId && { stationId }) } as const
  const pages = usePages('GET /api/v1/partners/{partnerId}/build-reports', { path, query })
  const stations = usePages('GET /api/v1/partners/{partnerId}/line-stations', { path }, true, most)
  const known = stations.data?.pages.flatMap(page => page.items) ?? []
  const filters = [
    { id: 'stationId', title: t('factory.station'), among: known.map(({ id, name }) => ({ value: id, title: name })) },
  ]
  const send = may('factory.report') && (
    <LinkButton to="/imports/new?kind=build-report" appearance="primary" icon={<UploadIcon />}>
      {t('factory.send')}
    </LinkButton>
  )
  return (
    <Page
      title={t('areas.buildReports')}
      text={t('factory.reportsText')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          <ColumnsMenu columns={columns} ids={ids} onChoose={choose} />
          {send}
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.buildReports')}
        columns={shown}
        idOf={report => report.id}
        pages={pages}
        order={{ sort: 'createdAt', order, onSort: (_, way) => change({ order: way }) }}
        empty={
          <Empty
            title={t(stationId ? 'factory.noReportsOfStation' : 'factory.noReports')}
            text={t('factory.noReportsText')}
            action={send}
          />
        }
      />
    </Page>
  )
}
