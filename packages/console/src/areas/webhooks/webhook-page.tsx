import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { Webhook } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { Time } from '../../parts/time.tsx'
import { WebhookState } from '../../parts/webhook-state.tsx'
import { useOrganizationId } from '../../session/session.ts'
import { Deliveries } from './deliveries.tsx'
import { useEventTitles } from './event-titles.ts'
import { LastProblem } from './last-problem.tsx'
import { useMayManage } from './manage.ts'
import { Toolbar } from './toolbar.tsx'

/** How often the page looks again, ms. */
const lookMs = 5_000

function About({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation()
  const titles = useEventTitles()
  const time = (name: 'lastSuccessAt' | 'lastAttemptAt' | 'nextAttemptAt' | 'waitingSinceAt' | 'oldSecretUntilAt') =>
    webhook[name] === undefined ? [] : [[t(`webhooks.${name}`), <Time key={name} at={webhook[name]} />] as const]
  const { lastProblem } = webhook
  return (
    <Card title={t('webhooks.about')}>
      <Facts
        facts={[
          [t('webhooks.url'), webhook.url],
          [t('webhooks.events'), titles(webhook.events)],
          ...time('lastSuccessAt'),
          ...time('lastAttemptAt'),
          ...(lastProblem === undefined
            ? []
            : [[t('webhooks.lastProblem'), <LastProblem key="problem" problem={lastProblem} />] as const]),
          ...time('nextAttemptAt'),
          ...time('waitingSinceAt'),
          ...time('oldSecretUntilAt'),
          [t('webhooks.createdAt'), <Time key="created" at={webhook.createdAt} />],
        ]}
      />
    </Card>
  )
}

/** What keeps a webhook from sending, and what would help. */
function Standing({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation()
  const { state, reason, failingSinceAt, replaying } = webhook
  const text =
    state === 'disabled'
      ? t(`webhooks.why.${reason ?? 'failing'}`)
      : state === 'paused'
        ? t('webhooks.why.paused')
        : failingSinceAt !== undefined
          ? t('webhooks.why.retried')
          : replaying
            ? t('webhooks.why.replaying')
            : undefined
  if (text === undefined) return null
  return (
    <MessageBar
      intent={state === 'disabled' ? 'error' : failingSinceAt ? 'warning' : 'info'}
      layout="multiline"
      style={{ flexShrink: 0 }}
    >
      <MessageBarBody style={{ whiteSpace: 'normal' }}>{text}</MessageBarBody>
    </MessageBar>
  )
}

/** A webhook: how it stands, and what became of what it sent. */
export function WebhookPage() {
  const { t } = useTranslation()
  const organizationId = useOrganizationId()
  const { webhookId = '' } = useParams()
  const manages = useMayManage()
  const above = { to: '/webhooks', title: t('areas.webhooks') }
  const { data: webhook, ...read } = useRead(
    'GET /api/v1/organizations/{organizationId}/webhooks/{webhookId}',
    { path: { organizationId, webhookId } },
    { refetchInterval: found => (found ? lookMs : false) },
  )
  if (!webhook)
    return (
      <Page title={t('webhooks.one')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page
      title={webhook.name}
      above={above}
      text={<WebhookState webhook={webhook} />}
      actions={manages && <Toolbar webhook={webhook} />}
    >
      <Standing webhook={webhook} />
      <About webhook={webhook} />
      <Deliveries webhook={webhook} />
    </Page>
  )
}
