import { Badge, Button, makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Order, OrderTransaction } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: '12px' },
  line: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: '4px 12px' },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: '12px', overflowWrap: 'anywhere' },
})

const colors = { complete: 'success', complete_with_errors: 'warning', error: 'danger' } as const

/** How a request went, or how far it is. */
export function TransactionState({ state, result }: Pick<OrderTransaction, 'state' | 'result'>) {
  const { t } = useTranslation()
  const color = result ? colors[result] : state === 'held' ? 'warning' : 'informative'
  return (
    <Badge appearance="tint" color={color}>
      {result ? t(`orders.outcomes.${result}`) : t(`orders.progress.${state}`)}
    </Badge>
  )
}

/** What the partner has asked for with an order, newest first. */
export function TransactionsCard({ order }: { readonly order: Order }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { tenantId, id } = order
  const input = { path: { tenantId }, query: { orderId: id } }
  const pages = usePages('GET /api/v1/tenants/{tenantId}/order-transactions', input, true, 10)
  const items = pages.data?.pages.flatMap(page => page.items)
  return (
    <Card title={t('orders.transactions')}>
      {pages.error ? (
        <Fault error={pages.error} />
      ) : !items ? (
        <LoadingRows rows={2} />
      ) : (
        <ul className={styles.list}>
          {items.map(transaction => (
            <li key={transaction.id}>
              <div className={styles.line}>
                <TextLink to={`/order-transactions/${tenantId}/${transaction.id}`}>
                  {t(`orders.verbs.${transaction.verb}`)}
                </TextLink>
                <TransactionState {...transaction} />
              </div>
              <div className={styles.quiet}>
                {transaction.transactionId} · <Time at={transaction.createdAt} />
              </div>
            </li>
          ))}
        </ul>
      )}
      {pages.hasNextPage && (
        <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('list.showMore')}
        </Button>
      )}
    </Card>
  )
}
