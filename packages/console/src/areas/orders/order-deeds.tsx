import { Button, Field, Select } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OrderTransaction, OrderWithDeliveries } from '../../api/generated/operations.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { useSession } from '../../session/session.ts'
import { RequestDialog } from './request-dialog.tsx'

interface ReturnProps {
  readonly order: OrderWithDeliveries
  /** Devices that are selected; empty: the order, or a delivery of it. */
  readonly deviceIds?: readonly string[]
  readonly onClose: () => void
}

/** Returns selected devices, a delivery, or the whole order. */
export function ReturnDialog({ order, deviceIds = [], onClose }: ReturnProps) {
  const { t } = useTranslation()
  const [delivery, setDelivery] = useState('')
  const chosen =
    deviceIds.length > 0
      ? { devices: deviceIds.map(deviceId => ({ deviceId })) }
      : delivery === ''
        ? {}
        : { deliveries: [{ number: delivery }] }
  return (
    <RequestDialog
      title={t('orders.returnTitle')}
      tenantId={order.tenantId}
      request={{ verb: 'return', order: { number: order.number }, ...chosen }}
      onClose={onClose}
    >
      {deviceIds.length > 0 ? (
        <span>{t('orders.returnSelected', { count: deviceIds.length })}</span>
      ) : (
        <Field label={t('orders.what')}>
          <Select value={delivery} onChange={(_, { value }) => setDelivery(value)}>
            <option value="">{t('orders.wholeOrder')}</option>
            {order.deliveries.map(({ number }) => (
              <option key={number} value={number}>
                {t('orders.oneDelivery', { number })}
              </option>
            ))}
          </Select>
        </Field>
      )}
    </RequestDialog>
  )
}

/** What a partner can do with an order. */
export function OrderDeeds({ order }: { readonly order: OrderWithDeliveries }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [returning, setReturning] = useState(false)
  const { tenantId, number, purchaseOrder = '' } = order
  const address = `/orders/${tenantId}/${order.id}`
  return (
    <>
      {may('device.release') && <Button onClick={() => setReturning(true)}>{t('orders.return')}</Button>}
      {may('device.register') && may('device.release') && (
        <LinkButton to={`${address}/override`}>{t('orders.override')}</LinkButton>
      )}
      {may('device.register') && (
        <>
          <LinkButton to={`/orders/upload?${new URLSearchParams({ tenantId, number, purchaseOrder })}`}>
            {t('orders.upload.button')}
          </LinkButton>
          <LinkButton to={`${address}/add`} appearance="primary">
            {t('orders.addDevices')}
          </LinkButton>
        </>
      )}
      {returning && <ReturnDialog order={order} onClose={() => setReturning(false)} />}
    </>
  )
}

interface VoidProps {
  readonly transaction: OrderTransaction
  readonly tenantId: string
}

/** Takes a whole request back: what came goes, what was returned comes back. */
export function VoidButton({ transaction, tenantId }: VoidProps) {
  const { t } = useTranslation()
  const { may } = useSession()
  const [asking, setAsking] = useState(false)
  const { verb, voidedBy, state, transactionId } = transaction
  if (verb === 'void' || voidedBy !== undefined || state === 'running' || !may('device.release')) return null
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('orders.void')}</Button>
      {asking && (
        <RequestDialog
          title={t('orders.voidTitle')}
          tenantId={tenantId}
          request={{ verb: 'void', voids: transactionId }}
          onClose={() => setAsking(false)}
        >
          <span>{t(`orders.voidText.${verb}`)}</span>
        </RequestDialog>
      )}
    </>
  )
}
