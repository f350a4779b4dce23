import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { DeviceCounts } from '../../api/generated/operations.ts'

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
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover, boxShadow: tokens.shadow4 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  number: { fontSize: '28px', lineHeight: '36px', fontWeight: 600 },
  name: { color: tokens.colorNeutralForeground2 },
})

const tiles = [
  { id: 'registered', to: '/devices' },
  { id: 'booted', to: '/devices?booted=true' },
  { id: 'waiting', to: '/devices?booted=false' },
  { id: 'inConflict', to: '/devices?conflict=true' },
] as const

/** How many devices there are in which state; each leads to them. */
export function Numbers({ counts }: { readonly counts: DeviceCounts | undefined }) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const numbers = counts && { ...counts, waiting: counts.registered - counts.booted }
  return (
    <ul className={styles.numbers} aria-label={t('devices.byState')}>
      {tiles.map(({ id, to }) => (
        <li key={id}>
          <Link to={to} className={styles.tile}>
            <span className={styles.number}>{numbers ? numbers[id].toLocaleString(i18n.language) : '–'}</span>
            <span className={styles.name}>{t(`devices.states.${id}`)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
