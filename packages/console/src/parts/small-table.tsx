import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'

interface SmallTableProps<T> {
  /** For screen readers. */
  readonly name: string
  readonly items: readonly T[]
  readonly idOf: (item: T) => string
  readonly columns: readonly {
    readonly id: string
    readonly title: string
    /** Numbers stand at the end of their column. */
    readonly number?: boolean
    readonly render: (item: T) => ReactNode
  }[]
}

const narrow = '@media (max-width: 640px)'

const useStyles = makeStyles({
  table: { borderCollapse: 'collapse', width: '100%' },
  head: { textAlign: 'start', fontWeight: 600, padding: '6px 10px 6px 0', whiteSpace: 'nowrap' },
  heads: { [narrow]: { display: 'none' } },
  row: { [narrow]: { display: 'block', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, padding: '8px 0' } },
  cell: {
    padding: '8px 10px 8px 0',
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    verticalAlign: 'top',
    overflowWrap: 'anywhere',
    [narrow]: {
      display: 'grid',
      gridTemplateColumns: 'minmax(90px, 40%) minmax(0, 1fr)',
      justifyItems: 'start',
      borderTop: 'none',
      padding: '2px 0',
      '::before': { content: 'attr(data-title)', color: tokens.colorNeutralForeground2 },
    },
  },
  number: { textAlign: 'end' },
})

/** A table of a few rows within a page, all of which are there; for more, see `List`. */
export function SmallTable<T>({ name, items, idOf, columns }: SmallTableProps<T>) {
  const styles = useStyles()
  const place = (number: boolean | undefined, own: string) => mergeClasses(own, number && styles.number)
  return (
    <table className={styles.table} aria-label={name}>
      <thead className={styles.heads}>
        <tr>
          {columns.map(({ id, title, number }) => (
            <th key={id} scope="col" className={place(number, styles.head)}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map(item => (
          <tr key={idOf(item)} className={styles.row}>
            {columns.map(({ id, title, number, render }) => (
              <td key={id} data-title={title} className={place(number, styles.cell)}>
                {render(item)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
