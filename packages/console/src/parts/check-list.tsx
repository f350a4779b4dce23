import { Caption1, Checkbox, Field, Input, makeStyles, mergeClasses, tokens } from '@fluentui/react-components'
import { type ReactNode, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Something that can be chosen. */
export interface Choice {
  readonly value: string
  readonly title: string
  readonly text?: string | undefined
  /** Under which heading. */
  readonly group?: string | undefined
  /** Why it cannot be chosen. */
  readonly whyNot?: string | undefined
}

/** So many fit without a search. */
const fewEnough = 12

const useStyles = makeStyles({
  box: {
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
    margin: 0,
    padding: '4px 8px',
    minWidth: 0,
  },
  scrolls: { maxHeight: '300px', overflowY: 'auto' },
  group: { display: 'block', padding: '10px 8px 0', color: tokens.colorNeutralForeground2, fontWeight: 600 },
  label: { display: 'block', paddingBottom: '2px' },
  // Also of what cannot be chosen: it is there to be read.
  title: { display: 'block', color: tokens.colorNeutralForeground1 },
  text: { display: 'block', color: tokens.colorNeutralForeground2, fontSize: '12px', lineHeight: '16px' },
  none: { padding: '8px', color: tokens.colorNeutralForeground2 },
  search: { marginBottom: '6px' },
})

interface CheckListProps {
  readonly label: string
  readonly hint?: string
  readonly choices: readonly Choice[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
  /** For pages of their own: as long as the list is. */
  readonly whole?: boolean
}

function Label({ choice }: { readonly choice: Choice }): ReactNode {
  const styles = useStyles()
  return (
    <>
      <span className={styles.title}>{choice.title}</span>
      {choice.text && <span className={styles.text}>{choice.text}</span>}
      {choice.whyNot && <span className={styles.text}>{choice.whyNot}</span>}
    </>
  )
}

/** Chooses any number among things that need a word of explanation. */
export function CheckList({ label, hint, choices, chosen, onChange, whole }: CheckListProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const id = useId()
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const shown = choices.filter(({ value, title, text = '' }) =>
    [value, title, text].some(each => each.toLowerCase().includes(wanted)),
  )
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter(each => each !== value) : [...chosen, value])
  return (
    <div>
      {choices.length > fewEnough && (
        <Field className={styles.search}>
          <Input
            type="search"
            aria-label={`${label}: ${t('shell.search')}`}
            placeholder={t('shell.search')}
            value={search}
            onChange={(_, { value }) => setSearch(value)}
          />
        </Field>
      )}
      <span id={id} className={styles.label}>
        {label}
      </span>
      {hint && <span className={styles.text}>{hint}</span>}
      <fieldset aria-labelledby={id} className={mergeClasses(styles.box, !whole && styles.scrolls)}>
        {shown.map((choice, index) => (
          <div key={choice.value}>
            {choice.group !== undefined && choice.group !== shown[index - 1]?.group && (
              <Caption1 className={styles.group}>{choice.group}</Caption1>
            )}
            <Checkbox
              checked={chosen.includes(choice.value)}
              disabled={choice.whyNot !== undefined}
              label={<Label choice={choice} />}
              onChange={() => toggle(choice.value)}
            />
          </div>
        ))}
        {shown.length === 0 && <div className={styles.none}>{t('shell.nothingFound')}</div>}
      </fieldset>
    </div>
  )
}
