import { Field, Radio, RadioGroup } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Webhook, WebhookWithSecret } from '../../api/generated/operations.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { usePathOf } from './manage.ts'

/** Hours for which the old secret counts too. */
const overlaps = [24, 168, 0] as const

interface RotateDialogProps {
  readonly webhook: Webhook
  readonly onMade: (webhook: WebhookWithSecret) => void
  readonly onClose: () => void
}

/** Gives a webhook a new secret. */
export function RotateDialog({ webhook, onMade, onClose }: RotateDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const pathOf = usePathOf()
  const [hours, setHours] = useState<number>(overlaps[0])
  const rotate = async () => {
    const made = call('POST /api/v1/organizations/{organizationId}/webhooks/{webhookId}/secret', {
      path: pathOf(webhook),
      body: { overlapHours: hours },
    })
    onMade(await deed(made, t('webhooks.rotated')))
  }
  return (
    <FormDialog title={t('webhooks.rotateTitle')} deed={t('webhooks.rotate')} onSubmit={rotate} onClose={onClose}>
      <span>{t('webhooks.rotateText')}</span>
      <Field label={t('webhooks.oldSecret')}>
        <RadioGroup value={String(hours)} onChange={(_, { value }) => setHours(Number(value))}>
          {overlaps.map(each => (
            <Radio key={each} value={String(each)} label={t(`webhooks.overlaps.${each}`)} />
          ))}
        </RadioGroup>
      </Field>
    </FormDialog>
  )
}
