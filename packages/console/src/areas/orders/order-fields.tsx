import { Field, Input, makeStyles } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { Card } from '../../parts/card.tsx'
import { CustomerSelect } from '../../parts/customer-select.tsx'

/** What is said of an order itself, as it is typed. */
export interface OrderText {
  readonly tenantId: string
  readonly number: string
  readonly purchaseOrder: string
  /** A day, YYYY-MM-DD. */
  readonly orderedOn: string
  readonly shipTo: string
}

export const noOrder: OrderText = { tenantId: '', number: '', purchaseOrder: '', orderedOn: '', shipTo: '' }

/** What was typed, without what was left empty. */
export const given = (members: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(members).flatMap(([name, value]) => (value.trim() ? [[name, value.trim()]] : [])))

const useStyles = makeStyles({
  fields: {
    display: 'grid',
    alignItems: 'start',
    gap: '12px',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(240px, 100%), 1fr))',
  },
})

interface OrderFieldsProps {
  readonly value: OrderText
  readonly onChange: (change: Partial<OrderText>) => void
}

/** For whom an order is, and what is said of it. */
export function OrderFields({ value, onChange }: OrderFieldsProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <Card title={t('orders.order')}>
      <CustomerSelect
        value={value.tenantId}
        all={t('orders.chooseCustomer')}
        onChange={tenantId => onChange({ tenantId })}
      />
      <div className={styles.fields}>
        <Field label={t('orders.number')} hint={t('orders.numberHint')} required>
          <Input value={value.number} maxLength={100} onChange={(_, data) => onChange({ number: data.value })} />
        </Field>
        <Field label={t('devices.purchaseOrder')} hint={t('orders.purchaseOrderHint')}>
          <Input
            value={value.purchaseOrder}
            maxLength={512}
            onChange={(_, data) => onChange({ purchaseOrder: data.value })}
          />
        </Field>
        <Field label={t('orders.orderedOn')}>
          <Input type="date" value={value.orderedOn} onChange={(_, data) => onChange({ orderedOn: data.value })} />
        </Field>
        <Field label={t('orders.shipTo')}>
          <Input value={value.shipTo} maxLength={500} onChange={(_, data) => onChange({ shipTo: data.value })} />
        </Field>
      </div>
    </Card>
  )
}
