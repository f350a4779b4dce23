import { useTranslation } from 'react-i18next'
import type { Webhook } from '../../api/generated/operations.ts'

/** Makes the function that names the events of a webhook. */
export function useEventTitles(): (events: Webhook['events']) => string {
  const { t } = useTranslation()
  return events =>
    events === undefined
      ? t('webhooks.allEvents')
      : events.map(kind => t(`journal.actions.${kind}`, { defaultValue: kind })).join(', ')
}
