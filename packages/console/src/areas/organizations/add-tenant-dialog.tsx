import { Field, Input } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/call.ts'
import type { InvitedPerson, Tenant } from '../../api/generated/operations.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useNotify } from '../../parts/notify.ts'
import { AddedDialog } from './added-dialog.tsx'
import { addFirstPerson, isWhole, nobody } from './first-person.ts'
import { FirstPersonFields } from './first-person-fields.tsx'

/** Makes a customer and, if wanted, its first administrator. */
export function AddTenantDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const notify = useNotify()
  const [name, setName] = useState('')
  const [domain, setDomain] = useState('')
  const [person, setPerson] = useState(nobody)
  const [made, setMade] = useState<Tenant>()
  const [invited, setInvited] = useState<InvitedPerson>()
  const show = (tenant: Tenant) => {
    onClose()
    void navigate(`/tenants/${tenant.id}`)
  }
  const add = async () => {
    // The person may be refused after the tenant was made: then only that is tried again.
    const tenant = made ?? (await call('POST /api/v1/tenants', { body: { name: name.trim(), domain: domain.trim() } }))
    setMade(tenant)
    const first = await addFirstPerson(tenant.id, person, ['tenant-admin', 'consent-approver'])
    notify(t('organizations.tenantAdded', { name: tenant.name }))
    await client.invalidateQueries()
    if (first) setInvited(first)
    else show(tenant)
    return 'stay'
  }
  if (invited && made) return <AddedDialog person={invited} onClose={() => show(made)} />
  return (
    <FormDialog
      title={t('organizations.addTenant')}
      deed={t(made ? 'organizations.addAdmin' : 'organizations.addTenant')}
      ready={name.trim() !== '' && domain.trim() !== '' && isWhole(person)}
      onSubmit={add}
      onClose={() => (made ? show(made) : onClose())}
    >
      <Field label={t('organizations.name')} required>
        <Input value={name} maxLength={200} disabled={made !== undefined} onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field label={t('organizations.domain')} hint={t('organizations.domainHint')} required>
        <Input
          value={domain}
          maxLength={253}
          disabled={made !== undefined}
          onChange={(_, { value }) => setDomain(value)}
        />
      </Field>
      <FirstPersonFields person={person} onChange={setPerson} />
    </FormDialog>
  )
}
