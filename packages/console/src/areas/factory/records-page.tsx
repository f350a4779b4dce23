import { useTranslation } from 'react-i18next'
import type { FactoryRecord } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { QualityBadge } from '../../parts/quality-badge.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useOrganizationId } from '../../session/session.ts'

const members = ['productKeyId', 'manufacturer', 'model'] as const

function useRecordColumns(): Column<FactoryRecord>[] {
  const { t } = useTranslation()
  return [
    {
      id: 'serialNumber',
      title: t('devices.serialNumber'),
      width: 180,
      render: record => <TextLink to={`/factory-records/${record.id}`}>{record.serialNumber ?? record.id}</TextLink>,
    },
    {
      id: 'quality',
      title: t('devices.identity'),
      width: 120,
      usual: true,
      render: record => <QualityBadge quality={record.quality} />,
    },
    ...members.map(id => ({
      id,
      title: t(`devices.${id}`),
      width: 140,
      usual: true,
      render: (record: FactoryRecord) => record[id],
    })),
    {
      id: 'firstReportedAt',
      title: t('factory.firstReportedAt'),
      width: 165,
      usual: true,
      sort: 'firstReportedAt',
      render: record => <Time at={record.firstReportedAt} />,
    },
    {
      id: 'lastReportedAt',
      title: t('factory.lastReportedAt'),
      width: 165,
      usual: false,
      render: record => <Time at={record.lastReportedAt} />,
    },
    {
      id: 'timesReported',
      title: t('factory.timesReported'),
      width: 110,
      usual: false,
      render: record => record.timesReported,
    },
  ]
}

/** Every device that the maker has reported. */
export function RecordsPage() {
  const { t } = useTranslation()
  const partnerId = useOrganizationId()
  const { values, change } = useListQuery()
  const columns = useRecordColumns()
  const { shown, ids, choose } = useColumns('factory-records', columns)
  const { serialNumber, productKeyId } = values
  const order = values['order'] === 'asc' ? 'asc' : 'desc'
  const query = { order, ...(serialNumber && { serialNumber }), ...(productKeyId && { productKeyId }) } as const
  const pages = usePages('GET /api/v1/partners/{partnerId}/factory-records', { path: { partnerId }, query })
  const filters = [
    { id: 'serialNumber', title: t('devices.serialNumber') },
    { id: 'productKeyId', title: t('devices.productKeyId') },
  ]
  const filtered = Boolean(serialNumber || productKeyId)
  return (
    <Page
      title={t('areas.factoryRecords')}
      text={t('factory.recordsText')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          <ColumnsMenu columns={columns} ids={ids} onChoose={choose} />
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.factoryRecords')}
        columns={shown}
        idOf={record => record.id}
        pages={pages}
        order={{ sort: 'firstReportedAt', order, onSort: (_, way) => change({ order: way }) }}
        empty={
          <Empty
            title={t(filtered ? 'factory.noSuchRecord' : 'factory.noRecords')}
            text={t(filtered ? 'factory.noSuchRecordText' : 'factory.noReportsText')}
          />
        }
      />
    </Page>
  )
}
