import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { CopyIcon } from './icons.ts'
import { useNotify } from './notify.ts'

const useStyles = makeStyles({
  surface: { maxWidth: '760px' },
  text: {
    margin: 0,
    padding: '12px',
    overflow: 'auto',
    maxHeight: '60vh',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: '12px',
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusLarge,
  },
})

interface JsonDialogProps {
  readonly title: string
  readonly value: unknown
  readonly onClose: () => void
}

/** Something as the API gives it. */
export function JsonDialog({ title, value, onClose }: JsonDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const notify = useNotify()
  const text = JSON.stringify(value, null, 2)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    notify(t('shell.copied'))
  }
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface className={styles.surface}>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard has to reach it */}
            <pre className={styles.text} tabIndex={0}>
              {text}
            </pre>
          </DialogContent>
          <DialogActions>
            <Button icon={<CopyIcon />} onClick={() => void copy()}>
              {t('shell.copy')}
            </Button>
            <Button appearance="primary" onClick={onClose}>
              {t('shell.close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
