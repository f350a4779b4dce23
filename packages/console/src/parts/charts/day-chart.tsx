import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../card.tsx'
import { saveCsv } from '../csv.ts'
import { DownloadIcon } from '../icons.ts'
import { LoadingRows } from '../loading.tsx'
import { TextLink } from '../text-link.tsx'
import { CountTable } from './count-table.tsx'
import type { DayCounts, Series } from './series.ts'

/** The charts are large: they come when the page is there. */
const DayBars = lazy(async () => ({ default: (await import('./day-bars.tsx')).DayBars }))

interface DayChartProps {
  readonly title: string
  /** Name of the file with the same numbers, without its ending. */
  readonly file: string
  readonly series: readonly Series[]
  readonly days: readonly DayCounts[]
  readonly none: string
}

const useStyles = makeStyles({
  none: { color: tokens.colorNeutralForeground2, margin: 0 },
  sums: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexWrap: 'wrap', gap: '4px 18px' },
  series: { display: 'flex', alignItems: 'center', gap: '6px' },
  swatch: { width: '10px', height: '10px', borderRadius: '2px' },
  buttons: { display: 'flex', flexShrink: 0 },
})

/** Counts by day as a chart or as a table, with the numbers to take away. */
export function DayChart({ title, file, series, days, none }: DayChartProps) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const [asTable, setAsTable] = useState(false)
  const sums = series.map(one => ({
    ...one,
    sum: days.reduce((sum, { counts }) => sum + (counts[one.id] ?? 0), 0),
  }))
  const present = sums.filter(({ sum }) => sum > 0)
  const save = () =>
    saveCsv(
      [
        ['date', ...series.map(({ id }) => id)],
        ...days.map(({ date, counts }) => [date, ...series.map(({ id }) => counts[id] ?? 0)]),
      ],
      `${file}.csv`,
    )
  const actions = present.length > 0 && (
    <span className={styles.buttons}>
      <Button appearance="subtle" size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
        {t(asTable ? 'charts.asChart' : 'charts.asTable')}
      </Button>
      <Button
        appearance="subtle"
        size="small"
        icon={<DownloadIcon />}
        aria-label={t('charts.saveOf', { name: title })}
        title={t('charts.save')}
        onClick={save}
      />
    </span>
  )
  return (
    <Card title={title} actions={actions}>
      {present.length === 0 ? (
        <p className={styles.none}>{none}</p>
      ) : (
        <>
          <ul className={styles.sums}>
            {present.map(({ id, title: name, color, to, sum }) => (
              <li key={id} className={styles.series}>
                <span className={styles.swatch} style={{ backgroundColor: color }} aria-hidden />
                <TextLink to={to()}>{name}</TextLink> {sum.toLocaleString(i18n.language)}
              </li>
            ))}
          </ul>
          {asTable ? (
            <CountTable {...{ title, days }} series={present} />
          ) : (
            <Suspense fallback={<LoadingRows rows={5} />}>
              <DayBars {...{ title, days }} series={present} />
            </Suspense>
          )}
        </>
      )}
    </Card>
  )
}
