import { useTranslation } from 'react-i18next'
import { localeOf } from '../i18n/locale.ts'

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** Formats, which are dear to make, by what they were made of. */
function remembered<T>(make: (language: string, kind: string) => T): (language: string, kind?: string) => T {
  const made = new Map<string, T>()
  return (language, kind = '') => {
    const key = `${language} ${kind}`
    const format = made.get(key) ?? make(language, kind)
    made.set(key, format)
    return format
  }
}

const relative = remembered(language => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }))
const absolute = remembered(
  (locale, kind) =>
    new Intl.DateTimeFormat(locale, {
      dateStyle: 'medium',
      ...(kind !== 'date' && { timeStyle: 'short' }),
    }),
)

/** Such as "3 hours ago". */
function ago(time: string, language: string, now = Date.now()): string {
  const seconds = (Date.parse(time) - now) / 1000
  const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? (['second', 1] as const)
  return relative(language).format(Math.round(seconds / size), unit)
}

interface TimeProps {
  readonly at: string | undefined
  readonly kind?: 'full' | 'date' | 'ago'
}

/** A time as the clock here shows it; pointing at it tells it in UTC. */
export function Time({ at, kind = 'full' }: TimeProps) {
  const { i18n } = useTranslation()
  if (at === undefined) return null
  const local = absolute(localeOf(i18n.language), kind).format(new Date(at))
  return (
    <time
      dateTime={at}
      title={kind === 'ago' ? `${local} (${at.slice(0, 19)}Z)` : `${at.slice(0, 19).replace('T', ' ')} UTC`}
    >
      {kind === 'ago' ? ago(at, i18n.language) : local}
    </time>
  )
}
