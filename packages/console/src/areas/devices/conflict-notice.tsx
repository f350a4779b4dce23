import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
} from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Device } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { JsonDialog } from '../../parts/json-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'

const useStyles = makeStyles({ notice: { flexShrink: 0 } })

/** An open question whether this is still the same device; only its owner can say. */
export function ConflictNotice({ device }: { readonly device: Device }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const client = useQueryClient()
  const [shown, setShown] = useState<'dismiss' | 'json'>()
  const { tenantId } = device
  const query = { deviceId: device.id, state: 'open' as const, limit: 1 }
  const conflict = useRead('GET /api/v1/tenants/{tenantId}/conflicts', { path: { tenantId }, query }).data?.items[0]
  if (!conflict) return null
  const dismiss = async (reason: string | undefined) => {
    const path = { tenantId, conflictId: conflict.id }
    await call('POST /api/v1/tenants/{tenantId}/conflicts/{conflictId}/dismiss', {
      path,
      body: { ...(reason && { reason }) },
    })
    await client.invalidateQueries()
  }
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.notice}>
      <MessageBarBody>
        <MessageBarTitle>{t('devices.conflictOpen')}</MessageBarTitle>
        {t('devices.conflictText')} ({conflict.reason}, <Time at={conflict.recordedAt} />)
      </MessageBarBody>
      <MessageBarActions>
        <Button onClick={() => setShown('json')}>{t('devices.presented')}</Button>
        {may('device.write') && <Button onClick={() => setShown('dismiss')}>{t('devices.dismiss')}</Button>}
      </MessageBarActions>
      {shown === 'json' && (
        <JsonDialog title={t('devices.presented')} value={conflict.presented} onClose={() => setShown(undefined)} />
      )}
      {shown === 'dismiss' && (
        <Confirm
          title={t('devices.dismiss')}
          deed={t('devices.dismiss')}
          askReason
          onConfirm={dismiss}
          onClose={() => setShown(undefined)}
        >
          {t('devices.dismissText')}
        </Confirm>
      )}
    </MessageBar>
  )
}
