import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { TextLink } from '../text-link.tsx'

export interface BarRow {
  readonly id: string
  readonly name: string
  readonly count: number
  /** Where the counted things are listed. */
  readonly to: string | undefined
}

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: '12px' },
  line: { display: 'flex', justifyContent: 'space-between', gap: '12px' },
  name: { overflowWrap: 'anywhere' },
  track: {
    height: '8px',
    borderRadius: '4px',
    backgroundColor: tokens.colorNeutralBackground5,
    overflow: 'hidden',
    marginTop: '4px',
  },
  bar: { height: '100%', backgroundColor: tokens.colorCompoundBrandBackground, minWidth: '2px' },
})

/** Counts as bars, longest possible when it is all. */
export function Bars({ rows }: { readonly rows: readonly BarRow[] }) {
  const styles = useStyles()
  const { i18n } = useTranslation()
  const all = Math.max(1, ...rows.map(row => row.count))
  return (
    <ul className={styles.list}>
      {rows.map(({ id, name, count, to }) => (
        <li key={id}>
          <div className={styles.line}>
            <span className={styles.name}>{to ? <TextLink to={to}>{name}</TextLink> : name}</span>
            <strong>{count.toLocaleString(i18n.language)}</strong>
          </div>
          <div className={styles.track} aria-hidden>
            <div className={styles.bar} style={{ width: `${(100 * count) / all}%` }} />
          </div>
        </li>
      ))}
    </ul>
  )
}
