import { Button, type ButtonProps, makeStyles, tokens } from '@fluentui/react-components'
import { useSession } from '../session/session.ts'

const useStyles = makeStyles({
  button: { paddingLeft: '6px', paddingRight: '6px', minWidth: 0 },
  picture: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'center',
    width: '28px',
    height: '28px',
    borderRadius: '50%',
    fontSize: '11px',
    fontWeight: 600,
    backgroundColor: tokens.colorBrandBackgroundStatic,
    color: tokens.colorNeutralForegroundStaticInverted,
  },
  // For screen readers; the picture says it to others.
  hidden: { position: 'absolute', clipPath: 'inset(50%)', width: '1px', height: '1px', overflow: 'hidden' },
  short: { '@media (max-width: 860px)': { display: 'none' } },
})

/** The first letters of the first and the last word of a name. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = (word: string | undefined) => String.fromCodePoint(word?.codePointAt(0) ?? 0x3f)
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : '')).toUpperCase()
}

/** Says who is signed in; opens the menu. */
export function AccountButton(props: ButtonProps) {
  const styles = useStyles()
  const { profile } = useSession()
  return (
    <Button
      {...props}
      appearance="subtle"
      className={styles.button}
      icon={
        <span className={styles.picture} aria-hidden>
          {initialsOf(profile.name)}
        </span>
      }
    >
      <span className={styles.hidden}>{profile.name}, </span>
      <span className={styles.short}>{profile.organizationName}</span>
    </Button>
  )
}
