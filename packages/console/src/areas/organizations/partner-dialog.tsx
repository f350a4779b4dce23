import { Field, Input, Switch } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Partner } from '../../api/generated/operations.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useNotify } from '../../parts/notify.ts'
import { namesOf } from './partner-kinds.ts'

/** Changes what operators decide about a partner. Its kind stays. */
export function PartnerDialog({ partner, onClose }: { readonly partner: Partner; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const notify = useNotify()
  const [name, setName] = useState(partner.name)
  const [manufacturers, setManufacturers] = useState(partner.manufacturers.join(', '))
  const [apiRegistration, setApiRegistration] = useState(partner.apiRegistration)
  const isReseller = partner.kind === 'csp-indirect-reseller'
  const save = async () => {
    const body = {
      name: name.trim(),
      ...(partner.kind === 'oem' && { manufacturers: namesOf(manufacturers) }),
      ...(isReseller && { apiRegistration }),
    }
    await call('PATCH /api/v1/partners/{partnerId}', { path: { partnerId: partner.id }, body })
    notify(t('shell.saved'))
    await client.invalidateQueries()
  }
  return (
    <FormDialog
      title={t('organizations.changePartner')}
      deed={t('shell.save')}
      ready={name.trim() !== ''}
      onSubmit={save}
      onClose={onClose}
    >
      <Field label={t('organizations.name')} required>
        <Input value={name} maxLength={200} onChange={(_, { value }) => setName(value)} />
      </Field>
      {partner.kind === 'oem' && (
        <Field label={t('organizations.manufacturers')} hint={t('organizations.manufacturersHint')}>
          <Input value={manufacturers} onChange={(_, { value }) => setManufacturers(value)} />
        </Field>
      )}
      {isReseller && (
        <Field hint={t('organizations.apiRegistrationHint')}>
          <Switch
            checked={apiRegistration}
            label={t('organizations.apiRegistration')}
            onChange={(_, { checked }) => setApiRegistration(checked)}
          />
        </Field>
      )}
    </FormDialog>
  )
}
