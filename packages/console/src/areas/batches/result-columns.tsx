import { Badge } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { DeviceResult } from '../../api/generated/operations.ts'
import type { Column } from '../../parts/list/columns.ts'
import { WhyNot } from '../../parts/why-not.tsx'

export const resultStates = ['registered', 'already_registered', 'held', 'rejected'] as const

const colors = {
  registered: 'success',
  already_registered: 'success',
  held: 'warning',
  rejected: 'danger',
} as const

/** Columns of what became of the devices of a batch. */
export function useResultColumns(): Column<DeviceResult>[] {
  const { t, i18n } = useTranslation()
  return [
    {
      id: 'device',
      title: t('devices.serialNumber'),
      width: 160,
      render: row => row.serialNumber ?? row.productKeyId ?? t('batches.row', { number: row.position + 1 }),
    },
    {
      id: 'status',
      title: t('batches.result'),
      width: 140,
      render: row => (
        <Badge appearance="tint" color={colors[row.status]}>
          {t(`batches.outcomes.${row.status}`)}
        </Badge>
      ),
    },
    { id: 'why', title: t('batches.why'), width: 420, render: row => <WhyNot {...row} /> },
    {
      id: 'position',
      title: t('batches.position'),
      width: 80,
      render: row => (row.position + 1).toLocaleString(i18n.language),
    },
  ]
}
