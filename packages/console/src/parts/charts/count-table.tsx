import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { localeOf } from '../../i18n/locale.ts'
import { TextLink } from '../text-link.tsx'
import type { DayCounts, Series } from './series.ts'

interface CountTableProps {
  readonly title: string
  readonly series: readonly Series[]
  readonly days: readonly DayCounts[]
}

const useStyles = makeStyles({
  frame: { maxHeight: '260px', overflow: 'auto' },
  table: { borderCollapse: 'collapse', width: '100%' },
  cell: { textAlign: 'right', padding: '4px 8px', borderBottom: `1px solid ${tokens.colorNeutralStroke3}` },
  name: { textAlign: 'left' },
})

/** What a chart shows, for those who would rather read it; each number leads to what it counts. */
export function CountTable({ title, series, days }: CountTableProps) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const dayOf = new Intl.DateTimeFormat(localeOf(i18n.language), { dateStyle: 'medium', timeZone: 'UTC' })
  const shown = (count: number) => count.toLocaleString(i18n.language)
  const busy = days.filter(({ counts }) => Object.keys(counts).length > 0).toReversed()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach it
    <section className={styles.frame} aria-label={title} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={`${styles.cell} ${styles.name}`}>
              {t('charts.day')}
            </th>
            {series.map(({ id, title: name }) => (
              <th key={id} scope="col" className={styles.cell}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {busy.map(({ date, counts }) => (
            <tr key={date}>
              <th scope="row" className={`${styles.cell} ${styles.name}`}>
                {dayOf.format(new Date(date))}
              </th>
              {series.map(({ id, to }) => (
                <td key={id} className={styles.cell}>
                  {counts[id] ? <TextLink to={to(date)}>{shown(counts[id])}</TextLink> : shown(0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
