import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { DeskDevice, DeskRequest } from '../../api/generated/operations.ts'

const requestColors: Partial<Record<DeskRequest['state'], 'success' | 'warning' | 'brand'>> = {
  open: 'brand',
  working: 'brand',
  waiting: 'warning',
  decided: 'success',
}

/** How far a request is. */
export function RequestState({ state }: Pick<DeskRequest, 'state'>) {
  const { t } = useTranslation()
  return (
    <Badge appearance="tint" color={requestColors[state] ?? 'informative'}>
      {t(`desk.states.${state}`)}
    </Badge>
  )
}

const deviceColors = { pending: 'warning', approved: 'success', refused: 'danger', undecided: 'informative' } as const

/** What was decided about a device. */
export function DeviceState({ state }: Pick<DeskDevice, 'state'>) {
  const { t } = useTranslation()
  return (
    <Badge appearance="tint" color={deviceColors[state]}>
      {t(`desk.deviceStates.${state}`)}
    </Badge>
  )
}
