import { Button, makeStyles } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { ReleasedDevice } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { DeleteIcon, UndoIcon } from '../../parts/icons.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNameOf } from '../../parts/names.ts'
import { useNotify } from '../../parts/notify.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { CertificateCard } from './certificate-card.tsx'

const useStyles = makeStyles({ card: { maxWidth: '760px' } })

const titleOf = (device: ReleasedDevice): string => device.serialNumber ?? device.id

/** Ends with the device in another place: what is shown here is gone then, and must not be asked for again. */
function useDeeds(device: ReleasedDevice) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const notify = useNotify()
  const path = { tenantId: useTenantId(), deviceId: device.id }
  const leave = async (said: string, to: string) => {
    notify(said)
    await client.invalidateQueries({ refetchType: 'none' })
    await navigate(to)
  }
  return {
    async restore() {
      await call('POST /api/v1/tenants/{tenantId}/released-devices/{deviceId}/restore', { path, body: {} })
      await leave(t('released.restored'), `/devices/${device.id}`)
    },
    async purge(reason: string | undefined) {
      const query = reason === undefined ? {} : { reason }
      await call('DELETE /api/v1/tenants/{tenantId}/released-devices/{deviceId}', { path, query })
      await leave(t('released.purged'), '/released-devices')
    },
  }
}

function Deeds({ device }: { readonly device: ReleasedDevice }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const deeds = useDeeds(device)
  const [shown, setShown] = useState<'restore' | 'purge'>()
  const close = () => setShown(undefined)
  const name = titleOf(device)
  return (
    <>
      {may('device.release') && (
        <>
          <Button icon={<DeleteIcon />} onClick={() => setShown('purge')}>
            {t('released.purge')}
          </Button>
          <Button appearance="primary" icon={<UndoIcon />} onClick={() => setShown('restore')}>
            {t('released.restore')}
          </Button>
        </>
      )}
      {shown === 'restore' && (
        <Confirm
          title={t('released.restoreTitle', { name })}
          deed={t('released.restore')}
          onConfirm={deeds.restore}
          onClose={close}
        >
          {t('released.restoreText')}
        </Confirm>
      )}
      {shown === 'purge' && (
        <Confirm
          title={t('released.purgeTitle', { name })}
          deed={t('released.purge')}
          askReason
          onConfirm={deeds.purge}
          onClose={close}
        >
          {t('released.purgeText')}
        </Confirm>
      )}
    </>
  )
}

/** A released device: who released it, why, and until when it can be taken back. */
export function ReleasedDevicePage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const nameOf = useNameOf()
  const { deviceId = '' } = useParams()
  const above = { to: '/released-devices', title: t('areas.released') }
  const read = useRead('GET /api/v1/tenants/{tenantId}/released-devices/{deviceId}', { path: { tenantId, deviceId } })
  const device = read.data
  if (!device)
    return (
      <Page title={t('released.device')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  const { actionId } = device
  return (
    <Page
      title={titleOf(device)}
      text={[device.manufacturer, device.model].filter(Boolean).join(' · ')}
      above={above}
      actions={<Deeds device={device} />}
    >
      <Card title={t('released.release')} className={styles.card}>
        <Facts
          facts={[
            [t('released.releasedAt'), <Time key="at" at={device.releasedAt} />],
            [t('released.releasedBy'), nameOf(device.releasedBy)],
            [t('released.reason'), device.reason],
            ...(actionId
              ? [
                  [
                    t('released.action'),
                    <TextLink key="action" to={`/device-actions/${actionId}`}>
                      {t('released.showAction')}
                    </TextLink>,
                  ] as const,
                ]
              : []),
            [t('released.expiresAt'), <Time key="until" at={device.expiresAt} />],
            [t('released.groupTag'), device.groupTag],
            [t('released.id'), <code key="id">{device.id}</code>],
          ]}
        />
      </Card>
      <CertificateCard device={device} />
    </Page>
  )
}
