import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Textarea,
} from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { mostSerials, readSerials } from '../../parts/read-serials.ts'

interface SerialListDialogProps {
  readonly onFind: (serials: readonly string[]) => void
  readonly onClose: () => void
}

/** Takes a list of serial numbers as people have it. */
export function SerialListDialog({ onFind, onClose }: SerialListDialogProps) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const serials = readSerials(text)
  const tooMany = serials.length > mostSerials
  const find = () => {
    onFind(serials)
    onClose()
  }
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('devices.findList')}</DialogTitle>
          <DialogContent>
            <Field
              label={t('devices.serialList')}
              hint={t('devices.serialListHint', { count: serials.length })}
              {...(tooMany && { validationMessage: t('devices.tooManySerials', { count: mostSerials }) })}
            >
              <Textarea value={text} rows={10} resize="vertical" onChange={(_, { value }) => setText(value)} />
            </Field>
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('confirm.cancel')}</Button>
            <Button appearance="primary" disabled={serials.length === 0 || tooMany} onClick={find}>
              {t('devices.find')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
