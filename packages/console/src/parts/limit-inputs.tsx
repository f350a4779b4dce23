import { Field, Input } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { LimitFields } from './consent-limits.ts'

interface LimitInputsProps {
  readonly fields: LimitFields
  readonly onChange: (fields: LimitFields) => void
}

/** Fields for the limits of a consent. */
export function LimitInputs({ fields, onChange }: LimitInputsProps) {
  const { t } = useTranslation()
  const set = (change: Partial<LimitFields>) => onChange({ ...fields, ...change })
  return (
    <>
      <Field label={t('consents.limit')} hint={t('consents.emptyIsNone')}>
        <Input type="number" min={1} value={fields.devices} onChange={(_, { value }) => set({ devices: value })} />
      </Field>
      <Field label={t('consents.until')} hint={t('consents.emptyIsNone')}>
        <Input type="date" value={fields.until} onChange={(_, { value }) => set({ until: value })} />
      </Field>
      <Field label={t('consents.tags')} hint={t('consents.tagsHint')}>
        <Input value={fields.tags} onChange={(_, { value }) => set({ tags: value })} />
      </Field>
    </>
  )
}
