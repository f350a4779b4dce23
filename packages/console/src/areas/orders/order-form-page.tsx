import { Button, Checkbox, Field, MessageBar, MessageBarBody, makeStyles, Textarea } from '@fluentui/react-components'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import type { OrderTransaction, OrderWithDeliveries } from '../../api/generated/operations.ts'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { useUnsavedGuard } from '../../parts/unsaved.ts'
import type { OrderRequest } from './ask-order.ts'
import { DeliveryFields, type DeliveryText, noDelivery } from './delivery-fields.tsx'
import { given, noOrder, OrderFields, type OrderText } from './order-fields.tsx'
import { PreviewDialog } from './preview-dialog.tsx'
import { mostDevices, readDevices } from './read-devices.ts'
import { useOrderText } from './use-order-text.ts'

/** new: an order; add: more deliveries or devices of one; override: everything that it is to have. */
export type OrderForm = 'new' | 'add' | 'override'

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: '16px', maxWidth: '860px' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: '8px' },
})

interface Fields extends OrderText {
  readonly reason: string
  readonly mayWait: boolean
  readonly deliveries: readonly DeliveryText[]
}

/** What the fields ask for. Devices of no delivery stand beside the deliveries. */
function requestOf(form: OrderForm, fields: Fields): OrderRequest {
  const { number, purchaseOrder, orderedOn, shipTo, reason, mayWait, deliveries } = fields
  const said = form === 'new' ? given({ purchaseOrder, orderedOn, shipTo }) : {}
  const loose = deliveries.filter(each => each.number.trim() === '').flatMap(each => readDevices(each.lines).devices)
  const named = deliveries
    .filter(each => each.number.trim() !== '')
    .map(each => ({
      number: each.number.trim(),
      ...(each.shipsOn && { shipsOn: each.shipsOn }),
      devices: readDevices(each.lines).devices,
    }))
  return {
    verb: form === 'override' ? 'override' : 'enrol',
    order: { number: number.trim(), ...said },
    ...(named.length > 0 && { deliveries: named }),
    ...(loose.length > 0 && { devices: loose }),
    ...(form !== 'override' && mayWait && { onMissingConsent: 'hold' as const }),
    ...given({ reason }),
  }
}

function isReady({ tenantId, number, deliveries }: Fields): boolean {
  const read = deliveries.map(each => readDevices(each.lines))
  const count = read.reduce((sum, { devices }) => sum + devices.length, 0)
  return (
    tenantId !== '' &&
    number.trim() !== '' &&
    count > 0 &&
    count <= mostDevices &&
    read.every(each => each.wrong.length === 0)
  )
}

function FormPage({
  form,
  order,
  start,
}: {
  form: OrderForm
  order?: OrderWithDeliveries
  start: readonly DeliveryText[]
}) {
  const styles = useStyles()
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const [fields, setFields] = useState<Fields>(() => ({
    ...noOrder,
    tenantId: order?.tenantId ?? search.get('tenantId') ?? '',
    number: order?.number ?? '',
    ...{ reason: '', mayWait: false, deliveries: start },
  }))
  const [touched, setTouched] = useState(false)
  const [previewing, setPreviewing] = useState(false)
  const [done, setDone] = useState<OrderTransaction>()
  const change = (next: Partial<Fields>) => {
    setTouched(true)
    setFields(before => ({ ...before, ...next }))
  }
  const setDelivery = (at: number, value: DeliveryText | undefined) =>
    change({ deliveries: fields.deliveries.flatMap((each, index) => (index !== at ? [each] : value ? [value] : [])) })
  useUnsavedGuard(touched && !done)
  // After the guard: what is done is no longer unsaved.
  useEffect(() => {
    if (done) void navigate(`/order-transactions/${fields.tenantId}/${done.id}`, { replace: true })
  }, [done, fields.tenantId, navigate])
  const above = order
    ? { to: `/orders/${order.tenantId}/${order.id}`, title: order.number }
    : { to: '/orders', title: t('areas.orders') }
  return (
    <Page title={t(`orders.forms.${form}`)} text={t(`orders.formText.${form}`)} above={above}>
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          setPreviewing(true)
        }}
      >
        {form === 'new' && <OrderFields value={fields} onChange={change} />}
        {fields.deliveries.map((delivery, index) => (
          <DeliveryFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a delivery is known by its place until it has a number
            key={index}
            value={delivery}
            onChange={value => setDelivery(index, value)}
            {...(fields.deliveries.length > 1 && { onRemove: () => setDelivery(index, undefined) })}
          />
        ))}
        <div>
          <Button onClick={() => change({ deliveries: [...fields.deliveries, noDelivery] })}>
            {t('orders.addDelivery')}
          </Button>
        </div>
        {form !== 'override' && (
          <Checkbox
            label={t('orders.mayWait')}
            checked={fields.mayWait}
            onChange={(_, data) => change({ mayWait: data.checked === true })}
          />
        )}
        <Field label={t('confirm.reason')} hint={t('confirm.reasonHint')}>
          <Textarea value={fields.reason} maxLength={1000} onChange={(_, { value }) => change({ reason: value })} />
        </Field>
        <div className={styles.buttons}>
          <Button type="submit" appearance="primary" disabled={!isReady(fields)}>
            {t('orders.preview')}
          </Button>
        </div>
      </form>
      {previewing && !done && (
        <PreviewDialog
          tenantId={fields.tenantId}
          request={requestOf(form, fields)}
          onDone={setDone}
          onClose={() => setPreviewing(false)}
        />
      )}
    </Page>
  )
}

/** An order that nobody has placed yet. */
export function NewOrderPage() {
  return <FormPage form="new" start={[{ ...noDelivery, number: '1' }]} />
}

function ChangePage({ form }: { readonly form: 'add' | 'override' }) {
  const { t } = useTranslation()
  const { tenantId = '', orderId = '' } = useParams()
  const { order, deliveries, tooMany, error, retry } = useOrderText(tenantId, orderId, form === 'override')
  const above = { to: `/orders/${tenantId}/${orderId}`, title: order?.number ?? t('orders.order') }
  if (order && tooMany)
    return (
      <Page title={t('orders.forms.override')} above={above}>
        <MessageBar layout="multiline">
          <MessageBarBody>{t('orders.tooMany', { count: mostDevices })}</MessageBarBody>
        </MessageBar>
      </Page>
    )
  if (!order || !deliveries)
    return (
      <Page title={t(`orders.forms.${form}`)} above={above}>
        {error ? <Fault error={error} onRetry={retry} /> : <LoadingRows />}
      </Page>
    )
  return <FormPage form={form} order={order} start={form === 'add' ? [noDelivery] : deliveries} />
}

/** More of an order. */
export function AddToOrderPage() {
  return <ChangePage form="add" />
}

/** What an order has, to be changed as a whole. */
export function OverrideOrderPage() {
  return <ChangePage form="override" />
}
