import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Delegation } from '../../api/generated/operations.ts'

export const delegationStates = ['requested', 'granted', 'declined', 'revoked', 'ended', 'expired'] as const

const colors: Partial<Record<Delegation['state'], 'success' | 'warning'>> = { granted: 'success', requested: 'warning' }

/** Whether the rights are in force. */
export function DelegationState({ state }: Pick<Delegation, 'state'>) {
  const { t } = useTranslation()
  return (
    <Badge appearance="tint" color={colors[state] ?? 'informative'}>
      {t(`delegations.states.${state}`)}
    </Badge>
  )
}
