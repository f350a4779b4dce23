import { Button, Checkbox } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { AscendingIcon, DescendingIcon } from '../icons.ts'
import type { Column } from './columns.ts'
import type { Order } from './list.tsx'
import { useListStyles } from './list-styles.ts'
import type { Selection } from './selection.ts'

interface ListHeadProps<T> {
  readonly columns: readonly Column<T>[]
  readonly grid: React.CSSProperties
  readonly narrow: boolean
  readonly order: Order | undefined
  readonly selection: Selection | undefined
  /** Ids of the rows that are loaded. */
  readonly page: readonly string[]
}

function Title<T>({ column, order }: { readonly column: Column<T>; readonly order: Order | undefined }) {
  const styles = useListStyles()
  const { sort } = column
  if (sort === undefined || !order) return column.title
  const sorted = order.sort === sort ? (order.order ?? 'asc') : undefined
  const icon = sorted === undefined ? undefined : sorted === 'asc' ? <AscendingIcon /> : <DescendingIcon />
  return (
    <Button
      appearance="transparent"
      size="small"
      className={styles.sorter}
      iconPosition="after"
      {...(icon && { icon })}
      onClick={() => order.onSort(sort, sorted === 'asc' ? 'desc' : 'asc')}
    >
      {column.title}
    </Button>
  )
}

/** Titles of columns, which sort, and the mark that chooses every loaded row. */
export function ListHead<T>({ columns, grid, narrow, order, selection, page }: ListHeadProps<T>) {
  const styles = useListStyles()
  const { t } = useTranslation()
  const count = selection && selection.ids.size > 0 ? page.filter(id => selection.ids.has(id)).length : 0
  const all = selection?.allMatching || (page.length > 0 && count === page.length)
  const titles = narrow ? columns.slice(0, 1) : columns
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className={styles.head} style={grid}>
        {selection && (
          <div role="columnheader" className={styles.check}>
            <Checkbox
              aria-label={t('list.chooseLoaded')}
              checked={all ? true : count > 0 ? 'mixed' : false}
              onChange={() => selection.togglePage(page)}
            />
          </div>
        )}
        {titles.map(column => (
          <div
            role="columnheader"
            key={column.id}
            className={styles.cell}
            {...(column.sort &&
              order?.sort === column.sort && { 'aria-sort': order.order === 'desc' ? 'descending' : 'ascending' })}
          >
            <Title column={column} order={order} />
          </div>
        ))}
      </div>
    </div>
  )
}
