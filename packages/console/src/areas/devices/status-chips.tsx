import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { DeviceCounts } from '../../api/generated/operations.ts'

interface StatusChipsProps {
  readonly counts: DeviceCounts | undefined
  readonly values: Readonly<Record<string, string>>
  readonly onChange: (change: Record<string, string | undefined>) => void
}

const useStyles = makeStyles({
  chips: { display: 'flex', gap: '10px', overflowX: 'auto', paddingBottom: '2px', flexShrink: 0 },
  chip: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'start',
    gap: '2px',
    minWidth: '128px',
    padding: '10px 14px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    fontFamily: tokens.fontFamilyBase,
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  chosen: {
    border: `1px solid ${tokens.colorCompoundBrandStroke}`,
    boxShadow: `inset 0 0 0 1px ${tokens.colorCompoundBrandStroke}`,
  },
  number: { fontSize: '20px', fontWeight: 600, lineHeight: '26px' },
  name: { fontSize: '12px', color: tokens.colorNeutralForeground2 },
})

/** How many devices are in which state; choosing one filters by it. */
export function StatusChips({ counts, values, onChange }: StatusChipsProps) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const chips = [
    { id: 'registered', count: counts?.registered, filter: {} },
    { id: 'booted', count: counts?.booted, filter: { booted: 'true' } },
    { id: 'waiting', count: counts && counts.registered - counts.booted, filter: { booted: 'false' } },
    { id: 'inConflict', count: counts?.inConflict, filter: { conflict: 'true' } },
  ]
  const states: Record<string, string | undefined> = { booted: undefined, conflict: undefined }
  const isChosen = (filter: Record<string, string>) => Object.keys(states).every(key => values[key] === filter[key])
  return (
    <fieldset className={styles.chips} style={{ border: 0, margin: 0, padding: 0 }} aria-label={t('devices.byState')}>
      {chips.map(({ id, count, filter }) => (
        <button
          key={id}
          type="button"
          className={mergeClasses(styles.chip, isChosen(filter as Record<string, string>) && styles.chosen)}
          aria-pressed={isChosen(filter as Record<string, string>)}
          onClick={() => onChange({ ...states, ...filter })}
        >
          <span className={styles.number}>{count === undefined ? '–' : count.toLocaleString(i18n.language)}</span>
          <span className={styles.name}>{t(`devices.states.${id}`)}</span>
        </button>
      ))}
    </fieldset>
  )
}
