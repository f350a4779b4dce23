import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { renewToken } from './tokens.ts'

export interface SignInAgainProps {
  readonly onSignedIn: () => void
}

/** Asks to sign in again, in a window of its own: what is typed here stays. */
export function SignInAgain({ onSignedIn }: SignInAgainProps) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const goOn = async () => {
    await renewToken()
    onSignedIn()
    await client.invalidateQueries()
  }
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('session.ended')}</DialogTitle>
          <DialogContent>{t('session.endedText')}</DialogContent>
          <DialogActions>
            <Button as="a" href="/sign-in" target="_blank" rel="noopener" appearance="primary">
              {t('session.signInNewWindow')}
            </Button>
            <Button onClick={() => void goOn().catch(() => undefined)}>{t('session.goOn')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
