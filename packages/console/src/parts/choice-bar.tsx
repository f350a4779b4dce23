import { makeStyles, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '8px',
    padding: '8px 14px',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorNeutralForeground1,
    border: `1px solid ${tokens.colorBrandStroke2}`,
  },
  count: { fontWeight: 600, marginRight: 'auto' },
})

interface ChoiceBarProps {
  /** For screen readers. */
  readonly name: string
  /** How much is chosen. */
  readonly text: string
  readonly children: ReactNode
}

/** What is chosen in a list, and what can be done with it. */
export function ChoiceBar({ name, text, children }: ChoiceBarProps) {
  const styles = useStyles()
  return (
    <section className={styles.bar} aria-label={name}>
      <span className={styles.count} aria-live="polite">
        {text}
      </span>
      {children}
    </section>
  )
}
