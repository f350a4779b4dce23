import { Badge, Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LineStation } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useOrganizationId, useSession } from '../../session/session.ts'
import { AddStationDialog } from './add-station-dialog.tsx'

/** Whether reports of the station are taken. */
export function StationState({ revokedAt }: Pick<LineStation, 'revokedAt'>) {
  const { t } = useTranslation()
  return (
    <Badge appearance="tint" color={revokedAt ? 'informative' : 'success'}>
      {t(`factory.stationStates.${revokedAt ? 'revoked' : 'live'}`)}
    </Badge>
  )
}

function useStationColumns(): Column<LineStation>[] {
  const { t, i18n } = useTranslation()
  return [
    {
      id: 'name',
      title: t('factory.name'),
      width: 200,
      render: station => <TextLink to={`/line-stations/${station.id}`}>{station.name}</TextLink>,
    },
    { id: 'state', title: t('factory.state'), width: 110, render: station => <StationState {...station} /> },
    { id: 'line', title: t('factory.line'), width: 120, render: station => station.line },
    {
      id: 'lastReportAt',
      title: t('factory.lastReportAt'),
      width: 165,
      render: ({ lastReportAt }) => (lastReportAt ? <Time at={lastReportAt} kind="ago" /> : t('factory.never')),
    },
    {
      id: 'lastSequence',
      title: t('factory.taken'),
      width: 130,
      render: station => station.lastSequence.toLocaleString(i18n.language),
    },
    {
      id: 'createdAt',
      title: t('factory.addedAt'),
      width: 165,
      sort: 'createdAt',
      render: station => <Time at={station.createdAt} />,
    },
  ]
}

/** The machines at the end of the line that check units and report them. */
export function StationsPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const partnerId = useOrganizationId()
  const { values, change } = useListQuery()
  const [adding, setAdding] = useState(false)
  const columns = useStationColumns()
  const { state, line } = values as { state?: 'live' | 'revoked'; line?: string }
  const order = values['order'] === 'asc' ? 'asc' : 'desc'
  const query = { order, ...(state && { state }), ...(line && { line }) } as const
  const pages = usePages('GET /api/v1/partners/{partnerId}/line-stations', { path: { partnerId }, query })
  const filters = [
    {
      id: 'state',
      title: t('factory.state'),
      among: (['live', 'revoked'] as const).map(value => ({ value, title: t(`factory.stationStates.${value}`) })),
    },
    { id: 'line', title: t('factory.line') },
  ]
  const add = may('station.manage') && (
    <Button appearance="primary" onClick={() => setAdding(true)}>
      {t('factory.addStation')}
    </Button>
  )
  return (
    <Page
      title={t('areas.lineStations')}
      text={t('factory.stationsText')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          {add}
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.lineStations')}
        columns={columns}
        idOf={station => station.id}
        pages={pages}
        order={{ sort: 'createdAt', order, onSort: (_, way) => change({ order: way }) }}
        empty={
          <Empty
            title={t(state || line ? 'factory.noSuchStation' : 'factory.noStations')}
            text={t('factory.noStationsText')}
            action={add}
          />
        }
      />
      {adding && <AddStationDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}
