import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Submission } from '../../api/generated/operations.ts'

export const submissionStates = ['pending', 'approving', 'approved', 'refused', 'expired'] as const

const colors: Partial<Record<Submission['state'], 'warning' | 'success' | 'danger'>> = {
  pending: 'warning',
  approved: 'success',
  refused: 'danger',
}

/** Where a submission stands. */
export function SubmissionState({ state }: Pick<Submission, 'state'>) {
  const { t } = useTranslation()
  return (
    <Badge appearance="tint" color={colors[state] ?? 'informative'}>
      {t(`submissions.states.${state}`)}
    </Badge>
  )
}
