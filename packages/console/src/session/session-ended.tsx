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
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { onSignedOut, renewToken } from './tokens.ts'

/** Asks to sign in again, in a window of its own: what is typed here stays. */
export function SessionEnded() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [ended, setEnded] = useState(false)
  useEffect(() => onSignedOut(() => setEnded(true)), [])
  const goOn = async () => {
    await renewToken()
    setEnded(false)
    await client.invalidateQueries()
  }
  return (
    <Dialog open={ended} modalType="alert">
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
