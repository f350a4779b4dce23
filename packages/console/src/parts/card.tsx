import { makeStyles, mergeClasses, Subtitle2, tokens } from '@fluentui/react-components'
import { type ReactNode, useId } from 'react'

const useStyles = makeStyles({
  card: {
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusXLarge,
    padding: '16px 18px',
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
    minWidth: 0,
  },
  head: { display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: '8px', minHeight: '32px' },
  title: { margin: 0 },
})

interface CardProps {
  readonly title?: string
  readonly actions?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** Something with a name of its own on a page. */
export function Card({ title, actions, className, children }: CardProps) {
  const styles = useStyles()
  const id = useId()
  return (
    <section className={mergeClasses(styles.card, className)} aria-labelledby={title && id}>
      {title && (
        <div className={styles.head}>
          <Subtitle2 as="h2" id={id} className={styles.title}>
            {title}
          </Subtitle2>
          {actions}
        </div>
      )}
      {children}
    </section>
  )
}
