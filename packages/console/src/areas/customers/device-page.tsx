import { Button, makeStyles } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { Device } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { useCustomerName } from '../../parts/customers.ts'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { DeleteIcon } from '../../parts/icons.ts'
import { JsonDialog } from '../../parts/json-dialog.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNotify } from '../../parts/notify.ts'
import { Page } from '../../parts/page.tsx'
import { QualityBadge } from '../../parts/quality-badge.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { Timeline } from '../../parts/timeline.tsx'
import { useSession } from '../../session/session.ts'

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
})

const titleOf = (device: Device): string => device.serialNumber ?? device.productKeyId ?? device.id

function Deeds({ device, customer }: { readonly device: Device; readonly customer: string }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const notify = useNotify()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [shown, setShown] = useState<'release' | 'json'>()
  const { tenantId, id: deviceId } = device
  const release = async (reason: string | undefined) => {
    const path = { tenantId, deviceId }
    await call('DELETE /api/v1/tenants/{tenantId}/devices/{deviceId}', { path, query: { ...(reason && { reason }) } })
    notify(t('devices.released'))
    // What is shown just now is gone, and must not be asked for again.
    await client.invalidateQueries({ refetchType: 'none' })
    await navigate(`/customers/${tenantId}`)
  }
  return (
    <>
      <Button onClick={() => setShown('json')}>{t('devices.raw')}</Button>
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
          {t('customers.releaseText', { name: customer })}
        </Confirm>
      )}
    </>
  )
}

function DeviceFacts({ device, customer }: { readonly device: Device; readonly customer: string }) {
  const { t } = useTranslation()
  const { tenantId, batchId } = device
  return (
    <Card title={t('devices.identity')}>
      <Facts
        facts={[
          [
            t('customers.customer'),
            <TextLink key="customer" to={`/customers/${tenantId}`}>
              {customer}
            </TextLink>,
          ],
          [t('devices.manufacturer'), device.manufacturer],
          [t('devices.model'), device.model],
          [t('devices.productKeyId'), device.productKeyId],
          [t('devices.quality.title'), <QualityBadge key="quality" quality={device.quality} />],
          [t('devices.source'), t(`devices.sources.${device.source}`)],
          [t('devices.groupTag'), device.groupTag],
          [t('devices.purchaseOrder'), device.purchaseOrder],
          [t('devices.orderId'), device.orderId],
          [t('devices.registeredAt'), <Time key="at" at={device.registeredAt} />],
          [
            t('customers.batch'),
            <TextLink key="batch" to={`/batches/${tenantId}/${batchId}`}>
              {t('customers.toBatch')}
            </TextLink>,
          ],
          [t('devices.id'), <code key="id">{device.id}</code>],
        ]}
      />
    </Card>
  )
}

/** What the partner did with the device: acts of others are the customer's to see. */
function OwnActs({ tenantId, id: deviceId }: Device) {
  const { t } = useTranslation()
  const path = { tenantId, deviceId }
  const pages = usePages('GET /api/v1/tenants/{tenantId}/devices/{deviceId}/journal', { path }, true, 25)
  const entries = pages.data?.pages.flatMap(page => page.items)
  return (
    <Card title={t('customers.yourActs')}>
      {pages.error ? (
        <Fault error={pages.error} />
      ) : !entries ? (
        <LoadingRows rows={3} />
      ) : (
        <Timeline events={entries.map(entry => ({ kind: 'entry' as const, id: entry.id, at: entry.at, entry }))} />
      )}
      {pages.hasNextPage && (
        <Button disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('list.showMore')}
        </Button>
      )}
    </Card>
  )
}

/** A device that the partner has registered for a customer. */
export function RegisteredDevicePage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const { tenantId = '', deviceId = '' } = useParams()
  const customer = useCustomerName()(tenantId)
  const above = { to: `/customers/${tenantId}`, title: customer }
  const read = useRead('GET /api/v1/tenants/{tenantId}/devices/{deviceId}', { path: { tenantId, deviceId } })
  const device = read.data
  if (!device)
    return (
      <Page title={t('devices.device')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page
      title={titleOf(device)}
      text={[device.manufacturer, device.model].filter(Boolean).join(' · ')}
      above={above}
      actions={<Deeds device={device} customer={customer} />}
    >
      <div className={styles.grid}>
        <DeviceFacts device={device} customer={customer} />
        <OwnActs {...device} />
      </div>
    </Page>
  )
}
