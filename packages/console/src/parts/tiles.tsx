import { makeStyles, tokens } from '@fluentui/react-components'
import { Link } from 'react-router'

/** A number that leads to what it counts. */
interface Tile {
  readonly id: string
  readonly title: string
  /** Absent: not known yet. */
  readonly shown: string | undefined
  readonly to: string
}

const useStyles = makeStyles({
  numbers: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))',
    gap: '12px',
    listStyleType: 'none',
    margin: 0,
    padding: 0,
  },
  tile: {
    display: 'flex',
    flexDirection: 'column',
    padding: '14px 18px',
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: 'var(--surfaceHover)', boxShadow: tokens.shadow4 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  number: { fontSize: '28px', lineHeight: '36px', fontWeight: 600 },
  name: { color: tokens.colorNeutralForeground2 },
})

/** How many there are of what; each leads to them. */
export function Tiles({ name, tiles }: { readonly name: string; readonly tiles: readonly Tile[] }) {
  const styles = useStyles()
  return (
    <ul className={styles.numbers} aria-label={name}>
      {tiles.map(({ id, title, shown, to }) => (
        <li key={id}>
          <Link to={to} className={styles.tile}>
            <span className={styles.number}>{shown ?? '–'}</span>
            <span className={styles.name}>{title}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
