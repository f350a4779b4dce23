import { Button } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { Card } from '../card.tsx'
import { saveCsv } from '../csv.ts'
import { Fault } from '../fault.tsx'
import { DownloadIcon } from '../icons.ts'
import { LoadingRows } from '../loading.tsx'
import { type BarRow, Bars } from './bars.tsx'

interface BarsCardProps {
  readonly title: string
  /** Name of the file with the same numbers, without its ending. */
  readonly file: string
  /** Undefined while they are fetched. */
  readonly rows: readonly BarRow[] | undefined
  readonly error: unknown
  readonly none: string
}

/** Counts by name, with the numbers to take away. */
export function BarsCard({ title, file, rows, error, none }: BarsCardProps) {
  const { t } = useTranslation()
  const save = rows && rows.length > 0 && (
    <Button
      appearance="subtle"
      size="small"
      icon={<DownloadIcon />}
      aria-label={t('charts.saveOf', { name: title })}
      title={t('charts.save')}
      onClick={() => saveCsv([['name', 'count'], ...rows.map(({ name, count }) => [name, count])], `${file}.csv`)}
    />
  )
  return (
    <Card title={title} actions={save}>
      {error ? (
        <Fault error={error} />
      ) : !rows ? (
        <LoadingRows rows={4} />
      ) : rows.length === 0 ? (
        <p>{none}</p>
      ) : (
        <Bars rows={rows} />
      )}
    </Card>
  )
}
