import { Button, Field, Input, makeStyles } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Device, DeviceChange } from '../../api/generated/operations.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { EditIcon } from '../../parts/icons.ts'
import { useNotify } from '../../parts/notify.ts'
import { useUnsavedGuard } from '../../parts/unsaved.ts'
import { type Permission, useSession } from '../../session/session.ts'

const members = ['groupTag', 'assignedUser', 'displayName', 'purchaseOrder'] as const
type Member = (typeof members)[number]

const needed: Readonly<Record<Member, Permission>> = {
  groupTag: 'device.tag',
  assignedUser: 'device.assign',
  displayName: 'device.write',
  purchaseOrder: 'device.write',
}
const longest: Readonly<Record<Member, number>> = {
  groupTag: 512,
  assignedUser: 320,
  displayName: 64,
  purchaseOrder: 512,
}

const useStyles = makeStyles({ form: { display: 'grid', gap: '10px' }, buttons: { display: 'flex', gap: '8px' } })

/** What of a device has been typed and is not as it was. */
function changed(device: Device, typed: Readonly<Record<Member, string>>): DeviceChange {
  const differing = members.filter(member => typed[member] !== (device[member] ?? ''))
  return Object.fromEntries(differing.map(member => [member, typed[member] === '' ? null : typed[member]]))
}

const typedOf = (device: Device) =>
  Object.fromEntries(members.map(member => [member, device[member] ?? ''])) as Record<Member, string>

function EditForm({ device, onDone }: { readonly device: Device; readonly onDone: () => void }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const client = useQueryClient()
  const notify = useNotify()
  const [typed, setTyped] = useState(() => typedOf(device))
  const change = changed(device, typed)
  const unsaved = Object.keys(change).length > 0
  useUnsavedGuard(unsaved)
  const save = useMutation({
    mutationFn: () =>
      call('PATCH /api/v1/tenants/{tenantId}/devices/{deviceId}', {
        path: { tenantId: device.tenantId, deviceId: device.id },
        body: change,
      }),
    onSuccess: async () => {
      notify(t('shell.saved'))
      onDone()
      await client.invalidateQueries()
    },
  })
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {members.map(member => (
        <Field key={member} label={t(`devices.${member}`)}>
          <Input
            value={typed[member]}
            maxLength={longest[member]}
            disabled={!may(needed[member])}
            onChange={(_, { value }) => setTyped({ ...typed, [member]: value })}
          />
        </Field>
      ))}
      {save.error && <Fault error={save.error} />}
      <div className={styles.buttons}>
        <Button type="submit" appearance="primary" disabled={!unsaved || save.isPending}>
          {t('shell.save')}
        </Button>
        <Button onClick={onDone}>{t('confirm.cancel')}</Button>
      </div>
    </form>
  )
}

/** Who the device is for; changed in place. */
export function AssignmentCard({ device }: { readonly device: Device }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [editing, setEditing] = useState(false)
  const mayEdit = members.some(member => may(needed[member]))
  const edit = mayEdit && !editing && (
    <Button appearance="subtle" icon={<EditIcon />} onClick={() => setEditing(true)}>
      {t('shell.edit')}
    </Button>
  )
  return (
    <Card title={t('devices.assignment')} actions={edit}>
      {editing ? (
        <EditForm device={device} onDone={() => setEditing(false)} />
      ) : (
        <Facts facts={members.map(member => [t(`devices.${member}`), device[member]])} />
      )}
    </Card>
  )
}
