import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CopyButton } from './copy-button.tsx'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: '14px' },
  row: { display: 'flex', gap: '8px', alignItems: 'end', flexWrap: 'wrap' },
  field: { flexGrow: 1, minWidth: '200px' },
  secret: { fontFamily: tokens.fontFamilyMonospace, width: '100%' },
})

interface SecretDialogProps {
  readonly title: string
  /** What the secret is called. */
  readonly name: string
  readonly secret: string
  /** What to do with it, and what it allows. */
  readonly children: ReactNode
  readonly onClose: () => void
}

/** Shows something that is never shown again. It closes by its button only, once somebody says that it is kept. */
export function SecretDialog({ title, name, secret, children, onClose }: SecretDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const [shown] = useState(secret)
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody>{t('once.text')}</MessageBarBody>
            </MessageBar>
            <div className={styles.row}>
              <Field label={name} className={styles.field}>
                <Input
                  readOnly
                  value={shown}
                  input={{ className: styles.secret }}
                  onFocus={event => event.target.select()}
                />
              </Field>
              <CopyButton text={shown} name={name}>
                {t('shell.copy')}
              </CopyButton>
            </div>
            <div>{children}</div>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {t('once.kept')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
