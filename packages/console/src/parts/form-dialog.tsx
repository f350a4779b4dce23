import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
} from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Fault } from './fault.tsx'

const useStyles = makeStyles({ content: { display: 'flex', flexDirection: 'column', gap: '14px' } })

interface FormDialogProps {
  readonly title: string
  /** What the button says: the deed. */
  readonly deed: string
  /** Whether what is typed suffices. */
  readonly ready?: boolean
  readonly children: ReactNode
  /** The dialog closes when it is done, unless it answers `stay`. */
  readonly onSubmit: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks for what an action needs. Only its buttons close it: what was typed is not lost by a click beside it. */
export function FormDialog({ title, deed, ready = true, children, onSubmit, onClose }: FormDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const work = useMutation({
    mutationFn: onSubmit,
    onSuccess: answer => {
      if (answer !== 'stay') onClose()
    },
  })
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <form
          onSubmit={event => {
            event.preventDefault()
            if (ready && !work.isPending) work.mutate()
          }}
        >
          <DialogBody>
            <DialogTitle>{title}</DialogTitle>
            <DialogContent className={styles.content}>
              {children}
              {work.error && <Fault error={work.error} />}
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>{t('confirm.cancel')}</Button>
              <Button type="submit" appearance="primary" disabled={!ready || work.isPending}>
                {deed}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  )
}
