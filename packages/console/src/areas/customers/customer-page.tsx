import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { Device } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { useCustomers } from '../../parts/customers.ts'
import { Empty } from '../../parts/empty.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'

const members = [
  ['serialNumber', 140, true],
  ['manufacturer', 120, true],
  ['model', 130, true],
  ['productKeyId', 130, false],
  ['groupTag', 110, true],
  ['purchaseOrder', 130, true],
  ['orderId', 110, true],
] as const

const filterIds = ['serial', 'groupTag', 'purchaseOrder', 'orderId', 'manufacturer', 'model'] as const
/** The service sorts by all but the order's number. */
const sorts = ['serialNumber', 'manufacturer', 'model', 'productKeyId', 'groupTag', 'purchaseOrder', 'registeredAt']

function useRegisteredColumns(): Column<Device>[] {
  const { t } = useTranslation()
  return [
    ...members.map(([id, width, usual]) => ({
      id,
      title: t(`devices.${id}`),
      width,
      usual,
      ...(sorts.includes(id) && { sort: id }),
      render: (device: Device) =>
        id === 'serialNumber' ? (
          <TextLink to={`/customers/${device.tenantId}/devices/${device.id}`}>
            {device.serialNumber ?? device.id}
          </TextLink>
        ) : (
          device[id]
        ),
    })),
    {
      id: 'registeredAt',
      title: t('devices.registeredAt'),
      width: 130,
      usual: true,
      sort: 'registeredAt',
      render: device => <Time at={device.registeredAt} kind="date" />,
    },
  ]
}

/** The devices that the partner has registered for a customer. */
export function CustomerPage() {
  const { t } = useTranslation()
  const { tenantId = '' } = useParams()
  const customer = useCustomers()?.get(tenantId)
  const { values, change } = useListQuery()
  const columns = useRegisteredColumns()
  const { shown, ids, choose } = useColumns('registered-devices', columns)
  const { sort, order } = values
  const conditions = Object.fromEntries(filterIds.filter(id => values[id]).map(id => [id, values[id]]))
  const query = { ...conditions, ...(sort && { sort }), ...(order && { order }) } as object
  const pages = usePages('GET /api/v1/tenants/{tenantId}/devices', { path: { tenantId }, query })
  const filters = filterIds.map(id => ({ id, title: t(`devices.${id === 'serial' ? 'serialNumber' : id}`) }))
  const filtered = Object.keys(conditions).length > 0
  return (
    <Page
      title={customer?.name ?? t('customers.customer')}
      text={customer ? `${customer.domain} · ${t('customers.yourDevices')}` : t('customers.yourDevices')}
      above={{ to: '/customers', title: t('areas.customers') }}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          <ColumnsMenu columns={columns} ids={ids} onChoose={choose} />
          <LinkButton to={`/batches?tenantId=${tenantId}`}>{t('areas.batches')}</LinkButton>
          <LinkButton to={`/orders?tenantId=${tenantId}`}>{t('areas.orders')}</LinkButton>
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('customers.yourDevices')}
        columns={shown}
        idOf={device => device.id}
        pages={pages}
        order={{
          sort: sort ?? 'registeredAt',
          order: order === 'asc' ? 'asc' : 'desc',
          onSort: (by, way) => change({ sort: by, order: way }),
        }}
        empty={<Empty title={t(filtered ? 'devices.noneMatch' : 'customers.noDevices')} />}
      />
    </Page>
  )
}
