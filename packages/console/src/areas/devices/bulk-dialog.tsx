import {
  Button,
  Checkbox,
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
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/call.ts'
import type { BulkChange, NewDeviceAction } from '../../api/generated/operations.ts'
import { Fault } from '../../parts/fault.tsx'
import { type Permission, useSession, useTenantId } from '../../session/session.ts'

interface BulkDialogProps {
  readonly kind: 'change' | 'release'
  readonly targets: Pick<NewDeviceAction, 'deviceIds' | 'filter'>
  readonly count: number
  readonly onClose: () => void
}

const useStyles = makeStyles({ content: { display: 'flex', flexDirection: 'column', gap: '14px' } })

const members: readonly { id: 'groupTag' | 'assignedUser' | 'purchaseOrder'; permission: Permission; max: number }[] = [
  { id: 'groupTag', permission: 'device.tag', max: 512 },
  { id: 'assignedUser', permission: 'device.assign', max: 320 },
  { id: 'purchaseOrder', permission: 'device.write', max: 512 },
]

interface ChangeFieldsProps {
  readonly change: BulkChange
  readonly onChange: (change: BulkChange) => void
}

/** Members that are marked are set; marked and left empty, they are cleared. */
function ChangeFields({ change, onChange }: ChangeFieldsProps) {
  const { t } = useTranslation()
  const { may } = useSession()
  const mark = (id: keyof BulkChange, on: boolean) => {
    const { [id]: _, ...rest } = change
    onChange(on ? { ...rest, [id]: null } : rest)
  }
  return members
    .filter(({ permission }) => may(permission))
    .map(({ id, max }) => (
      <div key={id}>
        <Checkbox
          label={t('devices.set', { name: t(`devices.${id}`) })}
          checked={id in change}
          onChange={(_, data) => mark(id, data.checked === true)}
        />
        {id in change && (
          <Field hint={t('devices.emptyClears')}>
            <Input
              aria-label={t(`devices.${id}`)}
              value={change[id] ?? ''}
              maxLength={max}
              onChange={(_, { value }) => onChange({ ...change, [id]: value === '' ? null : value })}
            />
          </Field>
        )}
      </div>
    ))
}

/** Begins something with many devices; nothing is done before its preview is confirmed. */
export function BulkDialog({ kind, targets, count, onClose }: BulkDialogProps) {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const tenantId = useTenantId()
  const navigate = useNavigate()
  const [change, setChange] = useState<BulkChange>({})
  const [reason, setReason] = useState('')
  const begin = useMutation({
    mutationFn: () => {
      const body = {
        kind,
        ...targets,
        ...(kind === 'change' && { change }),
        ...(reason.trim() !== '' && { reason: reason.trim() }),
      }
      return call('POST /api/v1/tenants/{tenantId}/device-actions', { path: { tenantId }, body })
    },
    onSuccess: action => void navigate(`/device-actions/${action.id}`),
  })
  const ready = kind === 'release' || Object.keys(change).length > 0
  return (
    <Dialog open onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t(`devices.${kind}Many`, { count, shown: count.toLocaleString(i18n.language) })}</DialogTitle>
          <DialogContent className={styles.content}>
            {kind === 'change' ? (
              <ChangeFields change={change} onChange={setChange} />
            ) : (
              <span>{t('devices.releaseText')}</span>
            )}
            <Field label={t('confirm.reason')} hint={t('confirm.reasonHint')}>
              <Textarea value={reason} maxLength={1000} onChange={(_, { value }) => setReason(value)} />
            </Field>
            {begin.error && <Fault error={begin.error} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t('confirm.cancel')}</Button>
            <Button appearance="primary" disabled={!ready || begin.isPending} onClick={() => begin.mutate()}>
              {t('devices.preview')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
