import { Field, Radio, RadioGroup } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/use-api.ts'
import { CheckList } from '../../parts/check-list.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'

interface EventChoiceProps {
  /** Kinds of events; undefined: all. */
  readonly chosen: readonly string[] | undefined
  readonly onChange: (chosen: readonly string[] | undefined) => void
}

/** Chooses what is sent: everything, or kinds from the catalogue. */
export function EventChoice({ chosen, onChange }: EventChoiceProps) {
  const { t } = useTranslation()
  const { data, error, refetch } = useRead('GET /api/v1/webhook-events', {})
  return (
    <>
      <Field label={t('webhooks.events')}>
        <RadioGroup
          value={chosen === undefined ? 'all' : 'some'}
          onChange={(_, { value }) => onChange(value === 'all' ? undefined : [])}
        >
          <Radio value="all" label={t('webhooks.allEventsLater')} />
          <Radio value="some" label={t('webhooks.someEvents')} />
        </RadioGroup>
      </Field>
      {chosen !== undefined &&
        (error ? (
          <Fault error={error} onRetry={() => void refetch()} />
        ) : data ? (
          <CheckList
            label={t('webhooks.chosenEvents', { count: chosen.length })}
            choices={data.items.map(({ kind, subject }) => ({
              value: kind,
              title: t(`journal.actions.${kind}`, { defaultValue: kind }),
              text: kind,
              group: subject,
            }))}
            chosen={chosen}
            onChange={onChange}
          />
        ) : (
          <LoadingRows />
        ))}
    </>
  )
}
