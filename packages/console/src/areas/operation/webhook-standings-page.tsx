import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { WebhookStanding } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { CountChips } from '../../parts/count-chips.tsx'
import { Empty } from '../../parts/empty.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { useListQuery } from '../../parts/list/query.ts'
import { conditionsOf, ListPage } from '../../parts/list-page.tsx'
import { OrganizationLink } from '../../parts/organization-link.tsx'
import { Time } from '../../parts/time.tsx'
import { WebhookState, webhookStates } from '../../parts/webhook-state.tsx'
import { LastProblem } from '../webhooks/last-problem.tsx'

/** How often the page looks again, ms. */
const lookMs = 10_000

function useStandingColumns(): Column<WebhookStanding>[] {
  const { t } = useTranslation()
  const time = (id: 'failingSinceAt' | 'lastSuccessAt' | 'lastAttemptAt' | 'changedAt'): Column<WebhookStanding> => ({
    id,
    title: t(`webhooks.${id}`),
    width: 132,
    sort: id,
    render: webhook => <Time at={webhook[id]} kind="ago" />,
  })
  return [
    {
      id: 'organization',
      title: t('jobs.organization'),
      width: 140,
      render: ({ organization }) => <OrganizationLink organization={organization} />,
    },
    { id: 'state', title: t('webhooks.state'), width: 165, render: webhook => <WebhookState webhook={webhook} /> },
    {
      id: 'lastProblem',
      title: t('webhooks.lastProblem'),
      width: 170,
      render: ({ lastProblem }) => lastProblem && <LastProblem problem={lastProblem} />,
    },
    time('failingSinceAt'),
    time('lastSuccessAt'),
    time('changedAt'),
    {
      id: 'id',
      title: t('operation.webhookId'),
      width: 110,
      render: ({ id }) => <span title={id}>{id.slice(0, 8)}</span>,
    },
  ]
}

/** Whether what happens reaches those who asked for it, of all organizations. */
export function WebhookStandingsPage() {
  const { t } = useTranslation()
  const query = useListQuery()
  const { values, change } = query
  const columns = useStandingColumns()
  const counts = useRead('GET /api/v1/registry/webhook-counts', {}, { refetchInterval: () => lookMs })
  const names = ['state', 'failing', 'organizationId', 'sort', 'order']
  const pages = usePages('GET /api/v1/registry/webhooks', { query: conditionsOf(values, names) })
  const measuredAt = counts.data?.measuredAt
  const { refetch } = pages
  useEffect(() => {
    if (measuredAt) void refetch()
  }, [measuredAt, refetch])
  const { state, failing } = values
  const chips = [
    {
      id: 'failing',
      title: t('webhooks.fails'),
      count: counts.data?.failing,
      chosen: failing === 'true',
      onChoose: () => change({ failing: failing === 'true' ? undefined : 'true', state: undefined }),
    },
    ...webhookStates.map(id => ({
      id,
      title: t(`webhooks.states.${id}`),
      count: counts.data?.[id],
      chosen: state === id,
      onChoose: () => change({ state: state === id ? undefined : id, failing: undefined }),
    })),
  ]
  return (
    <ListPage
      title={t('areas.webhookStandings')}
      text={t('operation.webhooksText')}
      query={query}
      filters={[
        {
          id: 'state',
          title: t('webhooks.state'),
          among: webhookStates.map(value => ({ value, title: t(`webhooks.states.${value}`) })),
        },
        { id: 'organizationId', title: t('jobs.organizationId') },
      ]}
      columns={columns}
      idOf={webhook => webhook.id}
      pages={pages}
      sorted={{ sort: 'changedAt', order: 'desc' }}
      empty={
        <Empty
          title={t(state || failing || values['organizationId'] ? 'operation.noWebhooksMatch' : 'operation.noWebhooks')}
          text={t('operation.noWebhooksText')}
        />
      }
    >
      <CountChips name={t('operation.webhooksByState')} chips={chips} />
    </ListPage>
  )
}
