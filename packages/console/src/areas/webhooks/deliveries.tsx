import { Badge, Link, makeStyles, Subtitle2 } from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Webhook, WebhookDelivery } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Time } from '../../parts/time.tsx'
import { DeliveryDialog } from './delivery-dialog.tsx'
import { usePathOf } from './manage.ts'

const states = ['waiting', 'delivered', 'failed'] as const
const colors = { waiting: 'informative', delivered: 'success', failed: 'danger' } as const

const useStyles = makeStyles({
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: '8px' },
  title: { margin: 0 },
})

function useDeliveryColumns(onShow: (delivery: WebhookDelivery) => void): Column<WebhookDelivery>[] {
  const { t, i18n } = useTranslation()
  const number = (value: number) => value.toLocaleString(i18n.language)
  return [
    {
      id: 'createdAt',
      title: t('webhooks.createdAt'),
      width: 175,
      sort: 'createdAt',
      render: delivery => (
        <Link as="button" onClick={() => onShow(delivery)}>
          <Time at={delivery.createdAt} />
        </Link>
      ),
    },
    {
      id: 'state',
      title: t('webhooks.state'),
      width: 115,
      render: ({ state }) => (
        <Badge appearance="tint" color={colors[state]}>
          {t(`webhooks.deliveryStates.${state}`)}
        </Badge>
      ),
    },
    { id: 'events', title: t('webhooks.events'), width: 100, render: ({ events }) => number(events) },
    { id: 'attempts', title: t('webhooks.attempts'), width: 90, render: ({ attempts }) => number(attempts) },
    {
      id: 'answer',
      title: t('webhooks.answer'),
      width: 260,
      render: ({ status, problem, answer }) => {
        const text = [status, problem, answer].filter(each => each !== undefined && each !== '').join(' ')
        return (
          <span lang="en" title={text} style={{ unicodeBidi: 'isolate' }}>
            {text}
          </span>
        )
      },
    },
    {
      id: 'nextAttemptAt',
      title: t('webhooks.nextAttemptAt'),
      width: 165,
      render: ({ nextAttemptAt }) => <Time at={nextAttemptAt} />,
    },
  ]
}

/** What became of the messages of a webhook. */
export function Deliveries({ webhook }: { readonly webhook: Webhook }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const [shown, setShown] = useState<WebhookDelivery>()
  const columns = useDeliveryColumns(setShown)
  const state = values['state'] as WebhookDelivery['state'] | undefined
  const order = values['order'] === 'asc' ? 'asc' : 'desc'
  const pages = usePages('GET /api/v1/organizations/{organizationId}/webhooks/{webhookId}/deliveries', {
    path: usePathOf()(webhook),
    query: { ...(state && { state }), order },
  })
  const { refetch } = pages
  const moved = [webhook.lastAttemptAt, webhook.waitingSinceAt, webhook.failed].join()
  useEffect(() => {
    if (moved) void refetch()
  }, [moved, refetch])
  const among = states.map(value => ({ value, title: t(`webhooks.deliveryStates.${value}`) }))
  const filters = [{ id: 'state', title: t('webhooks.state'), among }]
  return (
    <>
      <div className={styles.head}>
        <Subtitle2 as="h2" className={styles.title}>
          {t('webhooks.deliveries')}
        </Subtitle2>
        <FilterMenu filters={filters} values={values} onChange={change} />
      </div>
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('webhooks.deliveries')}
        columns={columns}
        idOf={delivery => delivery.id}
        pages={pages}
        order={{ sort: 'createdAt', order, onSort: (_, way) => change({ order: way }) }}
        empty={
          <Empty
            title={t(state ? 'webhooks.noDeliveryMatches' : 'webhooks.noDeliveries')}
            {...(!state && { text: t('webhooks.noDeliveriesText') })}
          />
        }
      />
      {shown && <DeliveryDialog webhook={webhook} delivery={shown} onClose={() => setShown(undefined)} />}
    </>
  )
}
