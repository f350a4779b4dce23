import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger, makeStyles } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { Device } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { Fault } from '../../parts/fault.tsx'
import { DeleteIcon, MoreIcon } from '../../parts/icons.ts'
import { JsonDialog } from '../../parts/json-dialog.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNotify } from '../../parts/notify.ts'
import { Page } from '../../parts/page.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { AnswerCard } from './answer-card.tsx'
import { AssignmentCard } from './assignment-card.tsx'
import { ConflictNotice } from './conflict-notice.tsx'
import { IdentityCard } from './identity-card.tsx'
import { TimelineCard } from './timeline-card.tsx'

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
  column: { display: 'grid', gap: '16px', minWidth: 0 },
})

const titleOf = (device: Device): string => device.serialNumber ?? device.displayName ?? device.id

function Deeds({ device }: { readonly device: Device }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const notify = useNotify()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [shown, setShown] = useState<'release' | 'json'>()
  const release = async (reason: string | undefined) => {
    const path = { tenantId: device.tenantId, deviceId: device.id }
    await call('DELETE /api/v1/tenants/{tenantId}/devices/{deviceId}', { path, query: { ...(reason && { reason }) } })
    notify(t('devices.released'))
    // What is shown just now is gone, and must not be asked for again.
    await client.invalidateQueries({ refetchType: 'none' })
    await navigate('/devices')
  }
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button icon={<MoreIcon />} aria-label={t('list.more')} />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            <MenuItem onClick={() => setShown('json')}>{t('devices.raw')}</MenuItem>
          </MenuList>
        </MenuPopover>
      </Menu>
      {may('device.release') && (
        <Button icon={<DeleteIcon />} onClick={() => setShown('release')}>
          {t('devices.release')}
        </Button>
      )}
      {shown === 'json' && <JsonDialog title={titleOf(device)} value={device} onClose={() => setShown(undefined)} />}
      {shown === 'release' && (
        <Confirm
          title={t('devices.releaseOne', { name: titleOf(device) })}
          deed={t('devices.release')}
          askReason
          onConfirm={release}
          onClose={() => setShown(undefined)}
        >
          {t('devices.releaseText')}
        </Confirm>
      )}
    </>
  )
}

/** One device: what it is, whose, what it would be told, and what has happened to it. */
export function DevicePage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const { deviceId = '' } = useParams()
  const above = { to: '/devices', title: t('areas.devices') }
  const read = useRead('GET /api/v1/tenants/{tenantId}/devices/{deviceId}', { path: { tenantId, deviceId } })
  const device = read.data
  if (!device)
    return (
      <Page title={t('devices.device')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  const text = [device.manufacturer, device.model].filter(Boolean).join(' · ')
  return (
    <Page title={titleOf(device)} text={text} above={above} actions={<Deeds device={device} />}>
      <ConflictNotice device={device} />
      <div className={styles.grid}>
        <div className={styles.column}>
          <AssignmentCard device={device} />
          <IdentityCard device={device} />
        </div>
        <div className={styles.column}>
          <AnswerCard device={device} />
          <TimelineCard device={device} />
        </div>
      </div>
    </Page>
  )
}
