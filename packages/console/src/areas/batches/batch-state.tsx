import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Batch } from '../../api/generated/operations.ts'

export const batchStates = ['receiving', 'queued', 'processing', 'held', 'finished'] as const

/** States in which something goes on by itself. */
export const isMoving = ({ state }: Batch): boolean => state !== 'held' && state !== 'finished'

const colors: Partial<Record<Batch['state'], 'success' | 'warning'>> = { finished: 'success', held: 'warning' }

/** How far a batch is. */
export function BatchState({ state }: { readonly state: Batch['state'] }) {
  const { t } = useTranslation()
  return (
    <Badge appearance="tint" color={colors[state] ?? 'informative'}>
      {t(`batches.states.${state}`)}
    </Badge>
  )
}
