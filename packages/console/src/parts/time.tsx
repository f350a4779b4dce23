import { useTranslation } from 'react-i18next'
import { localeOf } from '../i18n/locale.ts'

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** Such as "3 hours ago". */
function ago(time: string, language: string, now = Date.now()): string {
  const seconds = (Date.parse(time) - now) / 1000
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? (['second', 1] as const)
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(seconds / size), unit)
}

interface TimeProps {
  readonly at: string | undefined
  readonly kind?: 'full' | 'date' | 'ago'
}

/** A time as the clock here shows it; pointing at it tells it in UTC. */
export function Time({ at, kind = 'full' }: TimeProps) {
  const { i18n } = useTranslation()
  if (at === undefined) return null
  const style =
    kind === 'date' ? { dateStyle: 'medium' as const } : { dateStyle: 'medium' as const, timeStyle: 'short' as const }
  const local = new Intl.DateTimeFormat(localeOf(i18n.language), style).format(new Date(at))
  return (
    <time
      dateTime={at}
      title={kind === 'ago' ? `${local} (${at.slice(0, 19)}Z)` : `${at.slice(0, 19).replace('T', ' ')} UTC`}
    >
      {kind === 'ago' ? ago(at, i18n.language) : local}
    </time>
  )
}
