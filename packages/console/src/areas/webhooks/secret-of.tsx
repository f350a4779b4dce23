import { Link } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { WebhookWithSecret } from '../../api/generated/operations.ts'
import { SecretDialog } from '../../parts/secret-dialog.tsx'

/** Where the API is described. */
export const apiDocs = '/api/v1/docs#tag/webhooks'

interface SecretOfProps {
  readonly webhook: WebhookWithSecret
  readonly onClose: () => void
}

/** The secret of a webhook, this once. */
export function SecretOf({ webhook, onClose }: SecretOfProps) {
  const { t } = useTranslation()
  return (
    <SecretDialog
      title={t('webhooks.secretOf', { name: webhook.name })}
      name={t('webhooks.secret')}
      secret={webhook.secret}
      onClose={onClose}
    >
      {t('webhooks.secretText')}{' '}
      <Link href={apiDocs} target="_blank" rel="noopener" inline>
        {t('webhooks.docs')}
      </Link>
    </SecretDialog>
  )
}
