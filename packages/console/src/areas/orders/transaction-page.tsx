import { Badge } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { OrderItem, OrderTransaction } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { useCustomerName } from '../../parts/customers.ts'
import { Empty } from '../../parts/empty.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { WhyNot } from '../../parts/why-not.tsx'
import { VoidButton } from './order-deeds.tsx'
import { TransactionState } from './transactions-card.tsx'

const itemStates = [
  'waiting',
  'held',
  'registered',
  'already_registered',
  'kept',
  'returned',
  'withdrawn',
  'restored',
  'refused',
] as const
const operation = 'GET /api/v1/tenants/{tenantId}/order-transactions/{orderTransactionId}/items'

function useItemColumns(): Column<OrderItem>[] {
  const { t } = useTranslation()
  return [
    {
      id: 'device',
      title: t('devices.serialNumber'),
      width: 160,
      render: item => item.serialNumber ?? item.productKeyId ?? t('batches.row', { number: item.position + 1 }),
    },
    {
      id: 'status',
      title: t('batches.result'),
      width: 140,
      render: ({ status }) => (
        <Badge appearance="tint" color={status === 'refused' ? 'danger' : 'informative'}>
          {t(`orders.items.${status}`)}
        </Badge>
      ),
    },
    { id: 'delivery', title: t('orders.delivery'), width: 100, render: item => item.delivery },
    { id: 'why', title: t('batches.why'), width: 420, render: item => <WhyNot {...item} /> },
  ]
}

function TransactionFacts({ transaction, tenantId }: { transaction: OrderTransaction; tenantId: string }) {
  const { t } = useTranslation()
  const customer = useCustomerName()(tenantId)
  const { orderId, batchId, transactionId, reason, createdAt, finishedAt } = transaction
  const order = orderId && <TextLink to={`/orders/${tenantId}/${orderId}`}>{t('orders.toOrder')}</TextLink>
  const batch = batchId && <TextLink to={`/batches/${tenantId}/${batchId}`}>{t('orders.toBatch')}</TextLink>
  return (
    <Facts
      facts={[
        [t('customers.customer'), customer],
        [t('orders.transactionId'), transactionId],
        [t('orders.order'), order],
        [t('batches.batch'), batch],
        [t('confirm.reason'), reason],
        [t('batches.createdAt'), <Time key="createdAt" at={createdAt} />],
        [t('batches.finishedAt'), finishedAt && <Time key="finishedAt" at={finishedAt} />],
      ]}
    />
  )
}

/** One request of a partner for an order, and what became of each device of it. */
export function TransactionPage() {
  const { t } = useTranslation()
  const { tenantId = '', orderTransactionId = '' } = useParams()
  const { values, change } = useListQuery()
  const columns = useItemColumns()
  const path = { tenantId, orderTransactionId }
  const read = useRead(
    'GET /api/v1/tenants/{tenantId}/order-transactions/{orderTransactionId}',
    { path },
    { refetchInterval: found => (found?.state === 'running' ? 1000 : false) },
  )
  const transaction = read.data
  const status = values['status'] as OrderItem['status'] | undefined
  const pages = usePages(operation, { path, query: { ...(status && { status }) } }, transaction !== undefined)
  const client = useQueryClient()
  // biome-ignore lint/correctness/useExhaustiveDependencies: items are others in each state
  useEffect(() => void client.invalidateQueries({ queryKey: [operation] }), [client, transaction?.state])
  const above = { to: '/orders', title: t('areas.orders') }
  if (!transaction)
    return (
      <Page title={t('orders.transaction')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  const among = itemStates.map(value => ({ value, title: t(`orders.items.${value}`) }))
  return (
    <Page
      title={t(`orders.verbs.${transaction.verb}`)}
      above={above}
      text={<TransactionState {...transaction} />}
      actions={
        <>
          <FilterMenu
            filters={[{ id: 'status', title: t('batches.result'), among }]}
            values={values}
            onChange={change}
          />
          <VoidButton transaction={transaction} tenantId={tenantId} />
        </>
      }
    >
      <TransactionFacts transaction={transaction} tenantId={tenantId} />
      <List
        name={t('batches.results')}
        columns={columns}
        idOf={item => String(item.position)}
        pages={pages}
        total={status ? undefined : transaction.total}
        empty={<Empty title={t(status ? 'batches.noResultsMatch' : 'batches.noResults')} />}
      />
    </Page>
  )
}
