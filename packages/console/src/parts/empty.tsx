import { makeStyles, Subtitle1, tokens } from '@fluentui/react-components'
import type { ReactNode } from 'react'
import { BigDeviceIcon } from './icons.ts'

const useStyles = makeStyles({
  empty: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    textAlign: 'center',
    gap: '10px',
    padding: '48px 20px',
    color: tokens.colorNeutralForeground2,
  },
  icon: { color: tokens.colorBrandForeground2 },
  text: { maxWidth: '460px', margin: 0 },
})

interface EmptyProps {
  readonly title: string
  readonly text?: string
  /** The next step. */
  readonly action?: ReactNode
}

/** In place of what is not there: says why, and what would be the next step. */
export function Empty({ title, text, action }: EmptyProps) {
  const styles = useStyles()
  return (
    <div className={styles.empty}>
      <BigDeviceIcon className={styles.icon} aria-hidden />
      <Subtitle1 as="h2">{title}</Subtitle1>
      {text && <p className={styles.text}>{text}</p>}
      {action}
    </div>
  )
}
