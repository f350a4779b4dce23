import { Button, makeStyles } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { OrderDevice, OrderWithDeliveries } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { useCustomerName } from '../../parts/customers.ts'
import { Empty } from '../../parts/empty.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useSelection } from '../../parts/list/selection.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { useSession } from '../../session/session.ts'
import { orderDeviceStates, useOrderDeviceColumns } from './order-columns.tsx'
import { OrderDeeds, ReturnDialog } from './order-deeds.tsx'
import { TransactionsCard } from './transactions-card.tsx'

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
})

function OrderFacts({ order }: { readonly order: OrderWithDeliveries }) {
  const { t } = useTranslation()
  const nameOf = useCustomerName()
  const isPartner = useSession().me.organization.kind === 'partner'
  const other = isPartner ? nameOf(order.tenantId) : (order.partner.name ?? order.partner.id)
  const deliveries = order.deliveries.map(({ number, shipsOn }) => (shipsOn ? `${number} (${shipsOn})` : number))
  return (
    <Card title={t('orders.order')}>
      <Facts
        facts={[
          [t(isPartner ? 'customers.customer' : 'consents.partner'), other],
          [t('devices.purchaseOrder'), order.purchaseOrder],
          [t('orders.orderedOn'), order.orderedOn],
          [t('orders.shipTo'), order.shipTo],
          [t('orders.deliveries'), deliveries.length > 0 ? deliveries.join(', ') : undefined],
        ]}
      />
    </Card>
  )
}

function Devices({ order }: { readonly order: OrderWithDeliveries }) {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const { state, delivery, serialNumber } = values as { [id: string]: string; state: OrderDevice['state'] }
  const path = { tenantId: order.tenantId, orderId: order.id }
  const query = { ...(state && { state }), ...(delivery && { delivery }), ...(serialNumber && { serialNumber }) }
  const pages = usePages('GET /api/v1/tenants/{tenantId}/orders/{orderId}/devices', { path, query })
  const counts = useRead('GET /api/v1/tenants/{tenantId}/orders/{orderId}/device-counts', { path }).data
  const columns = useOrderDeviceColumns()
  const { me, may } = useSession()
  const mayReturn = me.organization.kind === 'partner' && may('device.release')
  const selection = useSelection()
  const [returning, setReturning] = useState(false)
  const chosen = pages.data?.pages
    .flatMap(page => page.items)
    .filter(
      ({ id, deviceId, state: now }) => selection.ids.has(id) && deviceId && ['pending', 'registered'].includes(now),
    )
    .flatMap(({ deviceId }) => (deviceId ? [deviceId] : []))
  const named = (value: OrderDevice['state']) =>
    counts ? `${t(`orders.states.${value}`)} (${counts[value]})` : t(`orders.states.${value}`)
  const filters = [
    {
      id: 'state',
      title: t('orders.state'),
      among: orderDeviceStates.map(value => ({ value, title: named(value) })),
    },
    {
      id: 'delivery',
      title: t('orders.delivery'),
      among: order.deliveries.map(({ number }) => ({ value: number, title: number })),
    },
    { id: 'serialNumber', title: t('devices.serialNumber') },
  ]
  return (
    <>
      <div>
        <FilterMenu filters={filters} values={values} onChange={change} />
        {mayReturn && selection.ids.size > 0 && (
          <Button disabled={!chosen?.length} onClick={() => setReturning(true)}>
            {t('orders.returnChosen', { count: chosen?.length ?? 0 })}
          </Button>
        )}
      </div>
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.devices')}
        columns={columns}
        idOf={device => device.id}
        pages={pages}
        {...(mayReturn && { selection })}
        empty={<Empty title={t('orders.noDevices')} />}
      />
      {returning && <ReturnDialog order={order} deviceIds={chosen ?? []} onClose={() => setReturning(false)} />}
    </>
  )
}

/** An order: its deliveries, its devices as they are now, and what was done to it. */
export function OrderPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const { tenantId = '', orderId = '' } = useParams()
  const isPartner = useSession().me.organization.kind === 'partner'
  const read = useRead('GET /api/v1/tenants/{tenantId}/orders/{orderId}', { path: { tenantId, orderId } })
  const order = read.data
  const above = { to: '/orders', title: t('areas.orders') }
  if (!order)
    return (
      <Page title={t('orders.order')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page title={order.number} above={above} actions={isPartner && <OrderDeeds order={order} />}>
      <div className={styles.grid}>
        <OrderFacts order={order} />
        {isPartner && <TransactionsCard order={order} />}
      </div>
      <Devices order={order} />
    </Page>
  )
}
