import { Field, Input, Radio, RadioGroup } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Webhook } from '../../api/generated/operations.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { usePathOf } from './manage.ts'

/** A time as fields for times have it, by the clock here. */
function localTime(at: number): string {
  const minutes = new Date(at).getTimezoneOffset()
  return new Date(at - minutes * 60_000).toISOString().slice(0, 16)
}

interface ReplayDialogProps {
  readonly webhook: Webhook
  readonly onClose: () => void
}

/** Sends again what was given up, or what has happened since a time. */
export function ReplayDialog({ webhook, onClose }: ReplayDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const pathOf = usePathOf()
  const { failed } = webhook
  const [what, setWhat] = useState(failed > 0 ? 'failed' : 'since')
  const [from, setFrom] = useState(() => localTime(Date.now() - 86_400_000))
  const replay = () =>
    deed(
      call('POST /api/v1/organizations/{organizationId}/webhooks/{webhookId}/replay', {
        path: pathOf(webhook),
        body: what === 'failed' ? { failed: true } : { from: new Date(from).toISOString() },
      }),
      t('webhooks.replayed'),
    )
  return (
    <FormDialog
      title={t('webhooks.replayTitle')}
      deed={t('webhooks.replay')}
      ready={what === 'failed' || from !== ''}
      onSubmit={replay}
      onClose={onClose}
    >
      <span>{t('webhooks.replayText')}</span>
      <Field label={t('webhooks.replayWhat')}>
        <RadioGroup value={what} onChange={(_, { value }) => setWhat(value)}>
          <Radio value="failed" disabled={failed === 0} label={t('webhooks.replayFailed', { count: failed })} />
          <Radio value="since" label={t('webhooks.replaySince')} />
        </RadioGroup>
      </Field>
      {what === 'since' && (
        <Field label={t('webhooks.since')} required>
          <Input
            type="datetime-local"
            value={from}
            max={localTime(Date.now())}
            onChange={(_, { value }) => setFrom(value)}
          />
        </Field>
      )}
    </FormDialog>
  )
}
