import { Button, makeStyles, Title2, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { goToSignIn } from './tokens.ts'

const useStyles = makeStyles({
  page: {
    minHeight: '100dvh',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    gap: '16px',
    padding: '20px',
    backgroundColor: tokens.colorNeutralBackground3,
  },
})

/** After signing out. */
export function SignedOutPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <main className={styles.page}>
      <Title2 as="h1">{t('session.signedOut')}</Title2>
      <Button appearance="primary" onClick={() => void goToSignIn('/console/')}>
        {t('session.signIn')}
      </Button>
    </main>
  )
}
