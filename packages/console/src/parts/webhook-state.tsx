import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Webhook } from '../api/generated/operations.ts'

export const webhookStates = ['active', 'paused', 'disabled'] as const

/** How a webhook stands; one that is active and whose attempts fail is shown as such. */
export function WebhookState({ webhook }: { readonly webhook: Pick<Webhook, 'state' | 'reason' | 'failingSinceAt'> }) {
  const { t } = useTranslation()
  const { state, reason, failingSinceAt } = webhook
  if (state === 'disabled')
    return (
      <Badge appearance="tint" color="danger">
        {t(`webhooks.disabledBy.${reason ?? 'failing'}`)}
      </Badge>
    )
  const fails = state === 'active' && failingSinceAt !== undefined
  return (
    <Badge appearance="tint" color={fails ? 'warning' : state === 'active' ? 'success' : 'informative'}>
      {t(fails ? 'webhooks.fails' : `webhooks.states.${state}`)}
    </Badge>
  )
}
