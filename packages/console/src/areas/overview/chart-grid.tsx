import { makeStyles, Select } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { spans, useSpan } from './use-daily-counts.ts'

const useStyles = makeStyles({
  line: { display: 'flex', justifyContent: 'end' },
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
})

/** Charts of the same days, which can be chosen. */
export function ChartGrid({ children }: { readonly children: ReactNode }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { span, choose } = useSpan()
  return (
    <>
      <div className={styles.line}>
        <Select aria-label={t('charts.span')} value={span} onChange={(_, { value }) => choose(value)}>
          {spans.map(days => (
            <option key={days} value={days}>
              {t('charts.lastDays', { days })}
            </option>
          ))}
        </Select>
      </div>
      <div className={styles.grid}>{children}</div>
    </>
  )
}
