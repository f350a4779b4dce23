import { Button, Field, Input, makeStyles, Textarea } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { Card } from '../../parts/card.tsx'
import { DeleteIcon } from '../../parts/icons.ts'
import { mostDevices, readDevices } from './read-devices.ts'

/** A delivery as it is typed. */
export interface DeliveryText {
  /** Empty: devices of no delivery. */
  readonly number: string
  /** A day, YYYY-MM-DD. */
  readonly shipsOn: string
  readonly lines: string
}

export const noDelivery: DeliveryText = { number: '', shipsOn: '', lines: '' }

const useStyles = makeStyles({
  fields: {
    display: 'grid',
    alignItems: 'start',
    gap: '12px',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(200px, 100%), 1fr))',
  },
})

interface DeliveryNamesProps {
  readonly value: Pick<DeliveryText, 'number' | 'shipsOn'>
  readonly onChange: (change: Partial<DeliveryText>) => void
}

/** Which delivery it is, and when it leaves. */
export function DeliveryNames({ value, onChange }: DeliveryNamesProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  return (
    <div className={styles.fields}>
      <Field label={t('orders.deliveryNumber')} hint={t('orders.deliveryHint')}>
        <Input value={value.number} maxLength={100} onChange={(_, data) => onChange({ number: data.value })} />
      </Field>
      <Field label={t('orders.shipsOn')} hint={t('orders.shipsOnHint')}>
        <Input type="date" value={value.shipsOn} onChange={(_, data) => onChange({ shipsOn: data.value })} />
      </Field>
    </div>
  )
}

interface DeliveryFieldsProps {
  readonly value: DeliveryText
  readonly onChange: (value: DeliveryText) => void
  readonly onRemove?: () => void
}

/** A delivery with its devices, a line each. */
export function DeliveryFields({ value, onChange, onRemove }: DeliveryFieldsProps) {
  const { t } = useTranslation()
  const { devices, wrong } = readDevices(value.lines)
  const set = (change: Partial<DeliveryText>) => onChange({ ...value, ...change })
  const fault =
    wrong.length > 0
      ? t('orders.linesWrong', { count: wrong.length, lines: wrong.slice(0, 5).join(', ') })
      : devices.length > mostDevices
        ? t('orders.tooMany', { count: mostDevices })
        : undefined
  return (
    <Card
      title={value.number === '' ? t('orders.delivery') : t('orders.oneDelivery', { number: value.number })}
      actions={
        onRemove && (
          <Button
            appearance="subtle"
            icon={<DeleteIcon />}
            aria-label={t('orders.removeDelivery')}
            onClick={onRemove}
          />
        )
      }
    >
      <DeliveryNames value={value} onChange={set} />
      <Field
        label={t('areas.devices')}
        hint={t('orders.linesHint', { count: devices.length })}
        {...(fault !== undefined && { validationMessage: fault })}
      >
        <Textarea value={value.lines} rows={6} resize="vertical" onChange={(_, data) => set({ lines: data.value })} />
      </Field>
    </Card>
  )
}
