import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { CopyButton } from './copy-button.tsx'
import { Facts } from './facts.tsx'

const useStyles = makeStyles({
  value: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 8px' },
  text: { fontFamily: tokens.fontFamilyMonospace, fontSize: '12px', overflowWrap: 'anywhere', flexGrow: 1 },
})

/** Names and values that are to be put somewhere else, each with a button that copies it. */
export function CopyFacts({ facts }: { readonly facts: readonly (readonly [name: string, value: string])[] }) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <Facts
      facts={facts.map(([name, value]) => [
        name,
        <span key={name} className={styles.value}>
          <span className={styles.text}>{value}</span>
          <CopyButton size="small" text={value} name={name}>
            {t('shell.copy')}
          </CopyButton>
        </span>,
      ])}
    />
  )
}
