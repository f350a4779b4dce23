import { Field, Input, MessageBar, MessageBarBody, Radio, RadioGroup, Textarea } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { NewSigningKey } from '../../api/generated/operations.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useNotify } from '../../parts/notify.ts'

const times = ['later', 'now', 'leaked'] as const

/** Asks when the new key is to sign, and says what that does to tokens that are out. */
export function ReplaceKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const notify = useNotify()
  const [when, setWhen] = useState<NewSigningKey['when']>('later')
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const word = t('operation.leakedWord')
  const replace = async () => {
    const given = reason.trim()
    const body = { when, ...(given !== '' && { reason: given }) }
    const { made } = await call('POST /api/v1/signing-keys', { body })
    notify(t(made ? 'operation.replaced' : 'operation.waitsAlready'), made ? 'success' : 'info')
    await client.invalidateQueries()
  }
  return (
    <FormDialog
      title={t('operation.replaceTitle')}
      deed={t('operation.replace')}
      ready={when !== 'leaked' || typed.trim() === word}
      onSubmit={replace}
      onClose={onClose}
    >
      <Field label={t('operation.when')}>
        <RadioGroup value={when} onChange={(_, { value }) => setWhen(value as NewSigningKey['when'])}>
          {times.map(time => (
            <Radio key={time} value={time} label={t(`operation.times.${time}`)} />
          ))}
        </RadioGroup>
      </Field>
      <MessageBar intent={when === 'leaked' ? 'warning' : 'info'} layout="multiline">
        <MessageBarBody style={{ whiteSpace: 'normal' }}>{t(`operation.consequences.${when}`)}</MessageBarBody>
      </MessageBar>
      {when === 'leaked' && (
        <Field label={t('operation.typeWord', { word })}>
          <Input value={typed} onChange={(_, { value }) => setTyped(value)} />
        </Field>
      )}
      <Field label={t('confirm.reason')} hint={t('confirm.reasonHint')}>
        <Textarea value={reason} maxLength={1000} onChange={(_, { value }) => setReason(value)} />
      </Field>
    </FormDialog>
  )
}
