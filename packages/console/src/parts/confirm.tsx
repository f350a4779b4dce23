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
  makeStyles,
  Textarea,
} from '@fluentui/react-components'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from './fault.tsx'

const useStyles = makeStyles({ content: { display: 'flex', flexDirection: 'column', gap: '14px' } })

interface ConfirmProps {
  readonly title: string
  readonly children?: ReactNode
  /** What the button says: the deed, not "OK". */
  readonly deed: string
  /** A number that has to be typed before. */
  readonly count?: number | undefined
  readonly askReason?: boolean
  /** Whether it is not done without a reason. */
  readonly needsReason?: boolean
  /** Who reads the reason; absent: that it stands in the journal. */
  readonly reasonHint?: string
  readonly onConfirm: (reason: string | undefined) => Promise<unknown>
  readonly onClose: () => void
}

/** Asks before something is done that others feel. */
export function Confirm(props: ConfirmProps) {
  const { title, children, deed, count, askReason, needsReason = false, reasonHint, onConfirm, onClose } = props
  const styles = useStyles()
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const ready =
    (count === undefined || typed.replaceAll(/[^\d]/g, '') === String(count)) && (!needsReason || reason.trim() !== '')
  const confirm = async () => {
    setBusy(true)
    try {
      await onConfirm(reason.trim() === '' ? undefined : reason.trim())
      onClose()
    } catch (failure) {
      setError(failure)
      setBusy(false)
    }
  }
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            {children}
            {askReason && (
              <Field label={t('confirm.reason')} hint={reasonHint ?? t('confirm.reasonHint')} required={needsReason}>
                <Textarea value={reason} maxLength={1000} onChange={(_, { value }) => setReason(value)} />
              </Field>
            )}
            {count !== undefined && (
              <Field label={t('confirm.typeCount', { count })}>
                <Input inputMode="numeric" value={typed} onChange={(_, { value }) => setTyped(value)} />
              </Field>
            )}
            {error !== undefined && <Fault error={error} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('confirm.cancel')}</Button>
            <Button appearance="primary" disabled={!ready || busy} onClick={() => void confirm()}>
              {deed}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
