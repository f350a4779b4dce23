import { useTranslation } from 'react-i18next'
import type { DeviceCounts } from '../../api/generated/operations.ts'
import { CountChips } from '../../parts/count-chips.tsx'

interface StatusChipsProps {
  readonly counts: DeviceCounts | undefined
  readonly values: Readonly<Record<string, string>>
  readonly onChange: (change: Record<string, string | undefined>) => void
}

/** How many devices are in which state; choosing one filters by it. */
export function StatusChips({ counts, values, onChange }: StatusChipsProps) {
  const { t } = useTranslation()
  const chips: { id: string; count: number | undefined; filter: Record<string, string> }[] = [
    { id: 'registered', count: counts?.registered, filter: {} },
    { id: 'booted', count: counts?.booted, filter: { booted: 'true' } },
    { id: 'waiting', count: counts && counts.registered - counts.booted, filter: { booted: 'false' } },
    { id: 'inConflict', count: counts?.inConflict, filter: { conflict: 'true' } },
  ]
  const states: Record<string, string | undefined> = { booted: undefined, conflict: undefined }
  return (
    <CountChips
      name={t('devices.byState')}
      chips={chips.map(({ id, count, filter }) => ({
        id,
        count,
        title: t(`devices.states.${id}`),
        chosen: Object.keys(states).every(key => values[key] === filter[key]),
        onChoose: () => onChange({ ...states, ...filter }),
      }))}
    />
  )
}
