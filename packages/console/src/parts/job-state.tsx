import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Job } from '../api/generated/operations.ts'

/** Those that want somebody's attention first. */
export const jobStates = ['stuck', 'failed', 'slow', 'running', 'waiting', 'scheduled'] as const

const colors: Partial<Record<Job['state'], 'danger' | 'warning' | 'brand'>> = {
  stuck: 'danger',
  failed: 'warning',
  slow: 'warning',
  running: 'brand',
}

/** How a job stands. */
export function JobState({ state }: Pick<Job, 'state'>) {
  const { t } = useTranslation()
  return (
    <Badge appearance="tint" color={colors[state] ?? 'informative'}>
      {t(`jobs.states.${state}`)}
    </Badge>
  )
}
