import { useTranslation } from 'react-i18next'
import type { Order } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { CustomerSelect } from '../../parts/customer-select.tsx'
import { useCustomerName } from '../../parts/customers.ts'
import { Empty } from '../../parts/empty.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'

function useOrderColumns(isPartner: boolean): Column<Order>[] {
  const { t } = useTranslation()
  const nameOf = useCustomerName()
  return [
    {
      id: 'number',
      title: t('orders.number'),
      width: 150,
      sort: 'number',
      render: order => <TextLink to={`/orders/${order.tenantId}/${order.id}`}>{order.number}</TextLink>,
    },
    {
      id: 'other',
      title: t(isPartner ? 'customers.customer' : 'consents.partner'),
      width: 170,
      render: order => (isPartner ? nameOf(order.tenantId) : (order.partner.name ?? order.partner.id)),
    },
    { id: 'purchaseOrder', title: t('devices.purchaseOrder'), width: 140, render: order => order.purchaseOrder },
    { id: 'orderedOn', title: t('orders.orderedOn'), width: 120, render: order => order.orderedOn },
    { id: 'shipTo', title: t('orders.shipTo'), width: 170, render: order => order.shipTo },
    {
      id: 'createdAt',
      title: t('orders.createdAt'),
      width: 160,
      sort: 'createdAt',
      render: order => <Time at={order.createdAt} />,
    },
  ]
}

/** Orders between partners and customers, whichever the reader is. */
export function OrdersPage() {
  const { t } = useTranslation()
  const { me, may } = useSession()
  const isPartner = me.organization.kind === 'partner'
  const { values, change } = useListQuery()
  const columns = useOrderColumns(isPartner)
  const { tenantId, number, purchaseOrder, sort, order } = values
  const query = {
    ...(tenantId && { tenantId }),
    ...(number && { number }),
    ...(purchaseOrder && { purchaseOrder }),
    ...(sort && { sort }),
    ...(order && { order }),
  } as object
  const pages = usePages('GET /api/v1/orders', { query })
  const filters = [
    { id: 'number', title: t('orders.number') },
    { id: 'purchaseOrder', title: t('devices.purchaseOrder') },
  ]
  const place = isPartner && may('device.register') && (
    <LinkButton to={`/orders/new${tenantId ? `?tenantId=${tenantId}` : ''}`} appearance="primary">
      {t('orders.forms.new')}
    </LinkButton>
  )
  const filtered = Boolean(tenantId || number || purchaseOrder)
  return (
    <Page
      title={t('areas.orders')}
      text={t(isPartner ? 'orders.textPartner' : 'orders.textCustomer')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          {place}
        </>
      }
    >
      {isPartner && (
        <CustomerSelect
          value={tenantId ?? ''}
          all={t('orders.allCustomers')}
          onChange={chosen => change({ tenantId: chosen })}
        />
      )}
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.orders')}
        columns={columns}
        idOf={each => each.id}
        pages={pages}
        order={{
          sort: sort ?? 'createdAt',
          order: order === 'asc' ? 'asc' : 'desc',
          onSort: (by, way) => change({ sort: by, order: way }),
        }}
        empty={
          <Empty
            title={t(filtered ? 'orders.noneMatch' : 'orders.none')}
            text={t(isPartner ? 'orders.noneTextPartner' : 'orders.noneTextCustomer')}
            action={place}
          />
        }
      />
    </Page>
  )
}
