import { Field, Input, Select, Textarea } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { useRead } from '../../api/use-api.ts'
import { useCustomers } from '../../parts/customers.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useSession } from '../../session/session.ts'
import { emptyTerms, TermsFields, wantedTerms } from './terms-fields.tsx'

/** Most partners that can be chosen by name. */
const most = 1000

interface OtherProps {
  readonly value: string
  readonly onChange: (id: string) => void
}

function PartnerField({ value, onChange }: OtherProps) {
  const { t } = useTranslation()
  const { data } = useRead('GET /api/v1/partners', { query: { limit: most } })
  const partners = [...(data?.items ?? [])].sort((a, b) => a.name.localeCompare(b.name))
  return (
    <Field label={t('delegations.partner')} required>
      <Select value={value} onChange={(_, data) => onChange(data.value)}>
        <option value="">{t('delegations.choose')}</option>
        {partners.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
    </Field>
  )
}

/** Customers by name; others by their tenant id, as nobody is told who else is a customer. */
function CustomerField({ value, onChange }: OtherProps) {
  const { t } = useTranslation()
  const customers = [...(useCustomers()?.values() ?? [])].sort((a, b) => a.name.localeCompare(b.name))
  return (
    <Field label={t('delegations.customer')} hint={t('delegations.customerHint')} required>
      <Input list="delegation-customers" value={value} maxLength={36} onChange={(_, data) => onChange(data.value)} />
      <datalist id="delegation-customers">
        {customers.map(({ tenantId, name, domain }) => (
          <option key={tenantId} value={tenantId}>
            {name} ({domain})
          </option>
        ))}
      </datalist>
    </Field>
  )
}

/** For customers: gives rights to a partner. For partners: asks a customer for them. */
export function AskDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const { me } = useSession()
  const gives = me.organization.kind === 'tenant'
  const [other, setOther] = useState('')
  const [reason, setReason] = useState('')
  const [terms, setTerms] = useState(emptyTerms)
  const submit = () => {
    const { groupTags, ...rest } = wantedTerms(terms)
    const id = other.trim().toLowerCase()
    const body = {
      ...(gives ? { partnerId: id } : { tenantId: id }),
      ...rest,
      ...(groupTags && { groupTags }),
      reason: reason.trim(),
    }
    return deed(call('POST /api/v1/delegations', { body }), t(gives ? 'delegations.given' : 'delegations.asked'))
  }
  const side = gives ? 'tenant' : 'partner'
  const ready = other.trim() !== '' && reason.trim() !== '' && terms.permissions.length > 0 && terms.until !== ''
  return (
    <FormDialog
      title={t(`delegations.add.${side}`)}
      deed={t(`delegations.add.${side}`)}
      ready={ready}
      onSubmit={submit}
      onClose={onClose}
    >
      <span>{t(`delegations.addText.${side}`)}</span>
      {gives ? <PartnerField value={other} onChange={setOther} /> : <CustomerField value={other} onChange={setOther} />}
      <TermsFields terms={terms} onChange={setTerms} />
      <Field label={t('delegations.reason')} hint={t('delegations.reasonHint')} required>
        <Textarea value={reason} maxLength={1000} onChange={(_, { value }) => setReason(value)} />
      </Field>
    </FormDialog>
  )
}
