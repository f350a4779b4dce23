import { makeStyles, tokens } from '@fluentui/react-components'
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

const useStyles = makeStyles({
  frame: { overflowX: 'auto', minWidth: 0 },
  table: { borderCollapse: 'collapse', width: '100%' },
  head: { textAlign: 'start', fontWeight: 600, padding: '6px 10px 6px 0', whiteSpace: 'nowrap' },
  cell: { padding: '8px 10px 8px 0', borderTop: `1px solid ${tokens.colorNeutralStroke3}`, verticalAlign: 'top' },
})

/** A table of a few rows within a page, all of which are there; for more, see `List`. */
export function SmallTable<T>({ name, items, idOf, columns }: SmallTableProps<T>) {
  const styles = useStyles()
  const place = (number: boolean | undefined) => ({ textAlign: number ? ('end' as const) : ('start' as const) })
  return (
    <section className={styles.frame} aria-label={name} tabIndex={-1}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map(({ id, title, number }) => (
              <th key={id} scope="col" className={styles.head} style={place(number)}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(item => (
            <tr key={idOf(item)}>
              {columns.map(({ id, number, render }) => (
                <td key={id} className={styles.cell} style={place(number)}>
                  {render(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
