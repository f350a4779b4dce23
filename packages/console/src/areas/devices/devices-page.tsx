import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { usePages, useRead } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { useColumns } from '../../parts/list/columns.ts'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useSelection } from '../../parts/list/selection.ts'
import { Page } from '../../parts/page.tsx'
import { useTenantId } from '../../session/session.ts'
import { useDeviceColumns } from './device-columns.tsx'
import { readConditions } from './device-conditions.ts'
import { DeviceToolbar } from './device-toolbar.tsx'
import { ListedSerials } from './listed-serials.tsx'
import { SelectionBar } from './selection-bar.tsx'
import { StatusChips } from './status-chips.tsx'

/** The pages of the list: of those that meet the conditions, or of the serial numbers that were pasted. */
function useDevices(
  tenantId: string,
  values: Readonly<Record<string, string>>,
  serials: readonly string[] | undefined,
) {
  const { sort, order } = values
  const sorting = { ...(sort && { sort }), ...(order && { order }) } as {
    sort?: 'serialNumber'
    order?: 'asc' | 'desc'
  }
  const conditions = readConditions(values)
  const query = { ...conditions, ...sorting }
  const listed = usePages(
    'GET /api/v1/tenants/{tenantId}/devices',
    { path: { tenantId }, query: query as object },
    !serials,
  )
  const body = { ...conditions, ...sorting, serialNumbers: serials ?? [] }
  const found = usePages(
    'POST /api/v1/tenants/{tenantId}/devices/search',
    { path: { tenantId }, body },
    serials !== undefined,
  )
  const counts = useRead('GET /api/v1/tenants/{tenantId}/device-counts', {
    path: { tenantId },
    query: conditions as object,
  })
  return {
    pages: serials ? found : listed,
    conditions,
    counts: counts.data,
    total: serials ? undefined : counts.data?.matching,
    more: counts.data?.more ?? false,
  }
}

/** Every device of the tenant. */
export function DevicesPage() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const navigate = useNavigate()
  const serials = (useLocation().state as { serials?: readonly string[] } | null)?.serials
  const query = useListQuery()
  const columns = useDeviceColumns()
  const { shown, ids, choose } = useColumns('devices', columns)
  const selection = useSelection()
  const { pages, conditions, counts, total, more } = useDevices(tenantId, query.values, serials)
  const { sort, order } = query.values
  const filtered = query.text !== '' || serials !== undefined
  const findList = (next: readonly string[] | undefined) => {
    selection.clear()
    void navigate({ search: query.text }, { state: next && { serials: next } })
  }
  return (
    <Page title={t('areas.devices')}>
      <StatusChips counts={counts} values={query.values} onChange={query.change} />
      <DeviceToolbar {...{ query, columns, ids, serials }} onColumns={choose} onFindList={findList} />
      {serials && (
        <ListedSerials
          serials={serials}
          notFound={pages.data?.pages[0]?.notFound}
          onClear={() => findList(undefined)}
        />
      )}
      <SelectionBar {...{ selection, conditions, total, more }} />
      <List
        name={t('areas.devices')}
        columns={shown}
        idOf={device => device.id}
        pages={pages}
        total={more ? undefined : total}
        selection={selection}
        exported={false}
        order={{
          sort,
          order: order === 'desc' ? 'desc' : order === 'asc' ? 'asc' : undefined,
          onSort: (by, way) => query.change({ sort: by, order: way }),
        }}
        empty={
          <Empty
            title={t(filtered ? 'devices.noneMatch' : 'devices.none')}
            text={t(filtered ? 'devices.noneMatchText' : 'devices.noneText')}
          />
        }
      />
    </Page>
  )
}
