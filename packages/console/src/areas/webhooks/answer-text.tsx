import { makeStyles, tokens } from '@fluentui/react-components'

const useStyles = makeStyles({
  text: {
    margin: 0,
    padding: '8px',
    maxHeight: '160px',
    overflow: 'auto',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    // What a stranger wrote turns nothing beside it.
    unicodeBidi: 'isolate',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: '12px',
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusLarge,
  },
})

/** What a receiver answered, as it came. */
export function AnswerText({ text }: { readonly text: string }) {
  const styles = useStyles()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach it
    <pre className={styles.text} tabIndex={0}>
      {text}
    </pre>
  )
}
