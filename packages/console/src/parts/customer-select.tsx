import { Field, makeStyles, Select } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useCustomers } from './customers.ts'

interface CustomerSelectProps {
  /** The customer that is chosen; empty: all. */
  readonly value: string
  /** What choosing none shows. */
  readonly all: string
  readonly onChange: (tenantId: string) => void
}

const useStyles = makeStyles({ field: { maxWidth: '420px' } })

/** Chooses one customer of the partner, or all. */
export function CustomerSelect({ value, all, onChange }: CustomerSelectProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const customers = [...(useCustomers()?.values() ?? [])].sort((a, b) => a.name.localeCompare(b.name))
  const isKnown = value === '' || customers.some(customer => customer.tenantId === value)
  return (
    <Field label={t('customers.customer')} className={styles.field}>
      <Select value={value} onChange={(_, data) => onChange(data.value)}>
        <option value="">{all}</option>
        {!isKnown && <option value={value}>{value}</option>}
        {customers.map(({ tenantId, name, domain }) => (
          <option key={tenantId} value={tenantId}>
            {name} ({domain})
          </option>
        ))}
      </Select>
    </Field>
  )
}
