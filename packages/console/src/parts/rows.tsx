import { makeStyles, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '4px 12px',
    padding: '8px 0',
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ':last-child': { borderBottomStyle: 'none', paddingBottom: 0 },
  },
  texts: { flexGrow: 1, flexBasis: '180px', minWidth: 0, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2, fontSize: '12px' },
  none: { margin: 0, color: tokens.colorNeutralForeground2 },
})

export interface RowItem {
  readonly id: string
  readonly title: ReactNode
  readonly text?: ReactNode
  readonly deeds?: ReactNode
}

/** A few things of a card, each with what can be done with it. */
export function Rows({ rows, none }: { readonly rows: readonly RowItem[]; readonly none: string }) {
  const styles = useStyles()
  if (rows.length === 0) return <p className={styles.none}>{none}</p>
  return (
    <ul className={styles.list}>
      {rows.map(({ id, title, text, deeds }) => (
        <li key={id} className={styles.row}>
          <div className={styles.texts}>
            <div>{title}</div>
            {text && <div className={styles.quiet}>{text}</div>}
          </div>
          {deeds}
        </li>
      ))}
    </ul>
  )
}
