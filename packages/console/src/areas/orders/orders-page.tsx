import { useTranslation } from 'react-i18next'
import type { Order } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { CustomerSelect } from '../../parts/customer-select.tsx'
import { useCustomerName } from '../../parts/customers.ts'
import { Empty } from '../../parts/empty.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { useListQuery } from '../../parts/list/query.ts'
import { conditionsOf, ListPage } from '../../parts/list-page.tsx'
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
  const query = useListQuery()
  const { tenantId = '', number, purchaseOrder } = query.values
  const pages = usePages('GET /api/v1/orders', {
    query: conditionsOf(query.values, ['tenantId', 'number', 'purchaseOrder', 'sort', 'order']),
  })
  const forCustomer = tenantId && `?tenantId=${tenantId}`
  const place = isPartner && may('device.register') && (
    <LinkButton to={`/orders/new${forCustomer}`} appearance="primary">
      {t('orders.forms.new')}
    </LinkButton>
  )
  const filtered = Boolean(tenantId || number || purchaseOrder)
  return (
    <ListPage
      title={t('areas.orders')}
      text={t(isPartner ? 'orders.textPartner' : 'orders.textCustomer')}
      query={query}
      filters={[
        { id: 'number', title: t('orders.number') },
        { id: 'purchaseOrder', title: t('devices.purchaseOrder') },
      ]}
      columns={useOrderColumns(isPartner)}
      idOf={each => each.id}
      pages={pages}
      sorted={{ sort: 'createdAt', order: 'desc' }}
      actions={
        <>
          {place && <LinkButton to={`/orders/upload${forCustomer}`}>{t('orders.upload.button')}</LinkButton>}
          {place}
        </>
      }
      empty={
        <Empty
          title={t(filtered ? 'orders.noneMatch' : 'orders.none')}
          text={t(isPartner ? 'orders.noneTextPartner' : 'orders.noneTextCustomer')}
          action={place}
        />
      }
    >
      {isPartner && (
        <CustomerSelect
          value={tenantId}
          all={t('orders.allCustomers')}
          onChange={chosen => query.change({ tenantId: chosen })}
        />
      )}
    </ListPage>
  )
}
