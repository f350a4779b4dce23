import { useTranslation } from 'react-i18next'
import type { ReleasedDevice } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useNameOf } from '../../parts/names.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useTenantId } from '../../session/session.ts'

const members = [
  ['manufacturer', 120],
  ['model', 140],
  ['groupTag', 110],
] as const

function useReleasedColumns(): Column<ReleasedDevice>[] {
  const { t } = useTranslation()
  const nameOf = useNameOf()
  return [
    {
      id: 'serialNumber',
      title: t('released.serialNumber'),
      width: 150,
      render: ({ id, serialNumber }) => <TextLink to={`/released-devices/${id}`}>{serialNumber ?? id}</TextLink>,
    },
    ...members.map(([id, width]) => ({
      id,
      title: t(`released.${id}`),
      width,
      usual: id !== 'manufacturer',
      render: (device: ReleasedDevice) => device[id],
    })),
    {
      id: 'releasedAt',
      title: t('released.releasedAt'),
      width: 160,
      usual: true,
      sort: 'releasedAt',
      render: ({ releasedAt }) => <Time at={releasedAt} />,
    },
    {
      id: 'releasedBy',
      title: t('released.releasedBy'),
      width: 150,
      usual: true,
      render: ({ releasedBy }) => nameOf(releasedBy),
    },
    { id: 'reason', title: t('released.reason'), width: 160, usual: true, render: device => device.reason },
    {
      id: 'expiresAt',
      title: t('released.until'),
      width: 130,
      usual: true,
      render: ({ expiresAt }) => <Time at={expiresAt} kind="date" />,
    },
  ]
}

/** Devices that were released and can still be taken back. */
export function ReleasedPage() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const { values, change } = useListQuery()
  const columns = useReleasedColumns()
  const { shown, ids, choose } = useColumns('released', columns)
  const { serialNumber, order } = values
  const query = { ...(serialNumber && { serialNumber }), ...(order && { order }) } as object
  const pages = usePages('GET /api/v1/tenants/{tenantId}/released-devices', { path: { tenantId }, query })
  const filters = [{ id: 'serialNumber', title: t('released.serialNumber') }]
  return (
    <Page
      title={t('areas.released')}
      text={t('released.text')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          <ColumnsMenu columns={columns} ids={ids} onChoose={choose} />
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.released')}
        columns={shown}
        idOf={device => device.id}
        pages={pages}
        order={{
          sort: 'releasedAt',
          order: order === 'asc' ? 'asc' : 'desc',
          onSort: (_, way) => change({ order: way }),
        }}
        empty={
          <Empty
            title={t(serialNumber ? 'released.noneMatch' : 'released.none')}
            {...(!serialNumber && { text: t('released.noneText') })}
          />
        }
      />
    </Page>
  )
}
