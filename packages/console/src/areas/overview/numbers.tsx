import { useTranslation } from 'react-i18next'
import type { DeviceCounts } from '../../api/generated/operations.ts'
import { Tiles } from '../../parts/tiles.tsx'

const tiles = [
  { id: 'registered', to: '/devices' },
  { id: 'booted', to: '/devices?booted=true' },
  { id: 'waiting', to: '/devices?booted=false' },
  { id: 'inConflict', to: '/devices?conflict=true' },
] as const

/** How many devices there are in which state; each leads to them. */
export function Numbers({ counts }: { readonly counts: DeviceCounts | undefined }) {
  const { t, i18n } = useTranslation()
  const numbers = counts && { ...counts, waiting: counts.registered - counts.booted }
  return (
    <Tiles
      name={t('devices.byState')}
      tiles={tiles.map(({ id, to }) => ({
        id,
        title: t(`devices.states.${id}`),
        shown: numbers?.[id].toLocaleString(i18n.language),
        to,
      }))}
    />
  )
}
