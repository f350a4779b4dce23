import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Textarea,
} from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Group } from '../../api/generated/operations.ts'
import { Fault } from '../../parts/fault.tsx'
import { mostSerials, readSerials } from '../../parts/read-serials.ts'
import { useTenantId } from '../../session/session.ts'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: '14px' },
  missing: { overflowWrap: 'anywhere' },
})

interface Added {
  readonly found: number
  readonly added: number
  readonly missing: readonly string[]
}

/** Adds the devices with these serial numbers, as many as there are. */
async function addSerials(tenantId: string, groupId: string, serials: readonly string[]): Promise<Added> {
  const ids: string[] = []
  let missing: readonly string[] = []
  for (let cursor: string | undefined, first = true; first || cursor; first = false) {
    const body = { serialNumbers: [...serials], limit: 1000, ...(cursor && { cursor }) }
    const page = await call('POST /api/v1/tenants/{tenantId}/devices/search', { path: { tenantId }, body })
    ids.push(...page.items.map(device => device.id))
    missing = page.notFound ?? missing
    cursor = page.nextCursor
  }
  let added = 0
  for (let at = 0; at < ids.length; at += 1000) {
    const body = { deviceIds: ids.slice(at, at + 1000) }
    const path = { tenantId, groupId }
    added += (await call('POST /api/v1/tenants/{tenantId}/groups/{groupId}/members', { path, body })).added
  }
  return { found: ids.length, added, missing }
}

function Result({ found, added, missing }: Added) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <>
      <MessageBar intent={missing.length > 0 ? 'warning' : 'success'} layout="multiline">
        <MessageBarBody>
          {t('groups.added', { count: added })} {found > added && t('groups.wereThere', { count: found - added })}
        </MessageBarBody>
      </MessageBar>
      {missing.length > 0 && (
        <span className={styles.missing}>
          {t('groups.notFound', { count: missing.length })}: {missing.join(', ')}
        </span>
      )}
    </>
  )
}

/** Adds devices to a group by their serial numbers. */
export function AddMembersDialog({ group, onClose }: { readonly group: Group; readonly onClose: () => void }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const serials = readSerials(text)
  const tooMany = serials.length > mostSerials
  const add = useMutation({
    mutationFn: () => addSerials(tenantId, group.id, serials),
    onSuccess: () => client.invalidateQueries(),
  })
  return (
    <Dialog open modalType="alert" onOpenChange={(_, data) => !data.open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('groups.addMembers')}</DialogTitle>
          <DialogContent className={styles.content}>
            {add.data ? (
              <Result {...add.data} />
            ) : (
              <Field
                label={t('devices.serialList')}
                hint={t('devices.serialListHint', { count: serials.length })}
                {...(tooMany && { validationMessage: t('devices.tooManySerials', { count: mostSerials }) })}
              >
                <Textarea value={text} rows={10} resize="vertical" onChange={(_, { value }) => setText(value)} />
              </Field>
            )}
            {add.error && <Fault error={add.error} />}
          </DialogContent>
          <DialogActions>
            <Button onClick={onClose}>{t(add.data ? 'shell.close' : 'confirm.cancel')}</Button>
            {!add.data && (
              <Button
                appearance="primary"
                disabled={serials.length === 0 || tooMany || add.isPending}
                onClick={() => add.mutate()}
              >
                {t('groups.add')}
              </Button>
            )}
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
