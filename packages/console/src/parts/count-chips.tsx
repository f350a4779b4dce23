import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'

export interface CountChip {
  readonly id: string
  readonly title: string
  readonly count: number | undefined
  readonly chosen: boolean
  onChoose(): void
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
    ':hover': { backgroundColor: 'var(--surfaceHover)' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  chosen: {
    border: `1px solid ${tokens.colorCompoundBrandStroke}`,
    boxShadow: `inset 0 0 0 1px ${tokens.colorCompoundBrandStroke}`,
  },
  number: { fontSize: '20px', fontWeight: 600, lineHeight: '26px' },
  name: { fontSize: '12px', color: tokens.colorNeutralForeground2 },
})

/** How many there are of each; choosing one filters by it. */
export function CountChips({ name, chips }: { readonly name: string; readonly chips: readonly CountChip[] }) {
  const styles = useStyles()
  const { i18n } = useTranslation()
  return (
    <fieldset className={styles.chips} style={{ border: 0, margin: 0, padding: 0 }} aria-label={name}>
      {chips.map(({ id, title, count, chosen, onChoose }) => (
        <button
          key={id}
          type="button"
          className={mergeClasses(styles.chip, chosen && styles.chosen)}
          aria-pressed={chosen}
          onClick={onChoose}
        >
          <span className={styles.number}>{count === undefined ? '–' : count.toLocaleString(i18n.language)}</span>
          <span className={styles.name}>{title}</span>
        </button>
      ))}
    </fieldset>
  )
}
