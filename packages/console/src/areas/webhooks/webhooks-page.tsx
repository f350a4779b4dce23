import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { Webhook, WebhookWithSecret } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { useListQuery } from '../../parts/list/query.ts'
import { ListPage } from '../../parts/list-page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { WebhookState, webhookStates } from '../../parts/webhook-state.tsx'
import { useOrganizationId } from '../../session/session.ts'
import { useEventTitles } from './event-titles.ts'
import { LastProblem } from './last-problem.tsx'
import { useMayManage } from './manage.ts'
import { apiDocs, SecretOf } from './secret-of.tsx'
import { AddWebhookDialog } from './webhook-dialog.tsx'

function useWebhookColumns(): Column<Webhook>[] {
  const { t, i18n } = useTranslation()
  const titles = useEventTitles()
  return [
    {
      id: 'name',
      title: t('webhooks.name'),
      width: 140,
      render: ({ id, name }) => <TextLink to={`/webhooks/${id}`}>{name}</TextLink>,
    },
    {
      id: 'url',
      title: t('webhooks.url'),
      width: 190,
      usual: true,
      render: ({ url }) => <span title={url}>{url}</span>,
    },
    {
      id: 'state',
      title: t('webhooks.state'),
      width: 195,
      usual: true,
      render: webhook => <WebhookState webhook={webhook} />,
    },
    {
      id: 'events',
      title: t('webhooks.events'),
      width: 140,
      usual: true,
      render: ({ events }) => <span title={titles(events)}>{titles(events)}</span>,
    },
    {
      id: 'lastSuccessAt',
      title: t('webhooks.lastSuccessAt'),
      width: 135,
      usual: true,
      render: ({ lastSuccessAt }) => <Time at={lastSuccessAt} kind="ago" />,
    },
    {
      id: 'lastProblem',
      title: t('webhooks.lastProblem'),
      width: 150,
      render: ({ lastProblem }) => lastProblem && <LastProblem problem={lastProblem} />,
    },
    {
      id: 'failed',
      title: t('webhooks.failed'),
      width: 100,
      usual: true,
      render: ({ failed }) => failed.toLocaleString(i18n.language),
    },
    {
      id: 'createdAt',
      title: t('webhooks.createdAt'),
      width: 115,
      usual: true,
      sort: 'createdAt',
      render: ({ createdAt }) => <Time at={createdAt} kind="date" />,
    },
  ]
}

/** Where what happens in the organization is sent. */
export function WebhooksPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const organizationId = useOrganizationId()
  const query = useListQuery()
  const [adding, setAdding] = useState(false)
  const [added, setAdded] = useState<WebhookWithSecret>()
  const columns = useWebhookColumns()
  const { state, order } = query.values
  const pages = usePages('GET /api/v1/organizations/{organizationId}/webhooks', {
    path: { organizationId },
    query: { ...(state && { state: state as Webhook['state'] }), order: order === 'desc' ? 'desc' : 'asc' },
  })
  const add = useMayManage() && (
    <Button appearance="primary" onClick={() => setAdding(true)}>
      {t('webhooks.add')}
    </Button>
  )
  return (
    <>
      <ListPage
        title={t('areas.webhooks')}
        text={t('webhooks.text')}
        query={query}
        filters={[
          {
            id: 'state',
            title: t('webhooks.state'),
            among: webhookStates.map(value => ({ value, title: t(`webhooks.states.${value}`) })),
          },
        ]}
        columns={columns}
        columnsOf="webhooks"
        idOf={webhook => webhook.id}
        pages={pages}
        sorted={{ sort: 'createdAt', order: 'asc' }}
        actions={add}
        empty={
          <Empty
            title={t(state ? 'webhooks.noneMatch' : 'webhooks.none')}
            {...(!state && { text: t('webhooks.noneText') })}
            action={
              !state && (
                <>
                  {add}
                  <Button as="a" href={apiDocs} target="_blank" rel="noopener">
                    {t('webhooks.docs')}
                  </Button>
                </>
              )
            }
          />
        }
      />
      {adding && <AddWebhookDialog onAdded={setAdded} onClose={() => setAdding(false)} />}
      {added && <SecretOf webhook={added} onClose={() => void navigate(`/webhooks/${added.id}`)} />}
    </>
  )
}
