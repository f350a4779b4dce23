import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  makeStyles,
  Textarea,
} from '@fluentui/react-components'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { OrderRequest } from './ask-order.ts'
import { PreviewDialog } from './preview-dialog.tsx'

interface RequestDialogProps {
  readonly title: string
  readonly tenantId: string
  readonly request: OrderRequest
  readonly onClose: () => void
  readonly children: ReactNode
}

const useStyles = makeStyles({ content: { display: 'flex', flexDirection: 'column', gap: '14px' } })

/** Says what is to be returned or taken back and why; then the preview. */
export function RequestDialog({ title, tenantId, request, onClose, children }: RequestDialogProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [reason, setReason] = useState('')
  const [previewing, setPreviewing] = useState(false)
  if (previewing)
    return (
      <PreviewDialog
        tenantId={tenantId}
        request={{ ...request, ...(reason.trim() !== '' && { reason: reason.trim() }) }}
        onDone={({ id }) => void navigate(`/order-transactions/${tenantId}/${id}`)}
        onClose={onClose}
      />
    )
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent className={styles.content}>
            {children}
            <Field label={t('confirm.reason')} hint={t('confirm.reasonHint')}>
              <Textarea value={reason} maxLength={1000} onChange={(_, { value }) => setReason(value)} />
            </Field>
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('confirm.cancel')}</Button>
            <Button appearance="primary" onClick={() => setPreviewing(true)}>
              {t('orders.preview')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
