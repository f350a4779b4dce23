import { Field, Input, Select } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/call.ts'
import type { InvitedPerson, Partner } from '../../api/generated/operations.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { useNotify } from '../../parts/notify.ts'
import { AddedDialog } from './added-dialog.tsx'
import { addFirstPerson, isWhole, nobody } from './first-person.ts'
import { FirstPersonFields } from './first-person-fields.tsx'
import { firstRoles, namesOf, type PartnerKind, partnerKinds } from './partner-kinds.ts'

interface NewFields {
  readonly name: string
  readonly kind: PartnerKind
  readonly manufacturers: string
}

interface PartnerFieldsProps {
  readonly fields: NewFields
  readonly disabled: boolean
  readonly onChange: (fields: NewFields) => void
}

function PartnerFields({ fields, disabled, onChange }: PartnerFieldsProps) {
  const { t } = useTranslation()
  const set = (change: Partial<NewFields>) => onChange({ ...fields, ...change })
  return (
    <>
      <Field label={t('organizations.name')} required>
        <Input
          value={fields.name}
          maxLength={200}
          disabled={disabled}
          onChange={(_, { value }) => set({ name: value })}
        />
      </Field>
      <Field label={t('organizations.kind')} hint={t('organizations.kindHint')}>
        <Select
          value={fields.kind}
          disabled={disabled}
          onChange={(_, { value }) => set({ kind: value as PartnerKind })}
        >
          {partnerKinds.map(kind => (
            <option key={kind} value={kind}>
              {t(`organizations.kinds.${kind}`)}
            </option>
          ))}
        </Select>
      </Field>
      {fields.kind === 'oem' && (
        <Field label={t('organizations.manufacturers')} hint={t('organizations.manufacturersHint')}>
          <Input
            value={fields.manufacturers}
            disabled={disabled}
            onChange={(_, { value }) => set({ manufacturers: value })}
          />
        </Field>
      )}
    </>
  )
}

/** Makes a partner and, if wanted, its first administrator. */
export function AddPartnerDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const notify = useNotify()
  const [fields, setFields] = useState<NewFields>({ name: '', kind: 'oem', manufacturers: '' })
  const [person, setPerson] = useState(nobody)
  const [made, setMade] = useState<Partner>()
  const [invited, setInvited] = useState<InvitedPerson>()
  const show = (partner: Partner) => {
    onClose()
    void navigate(`/partners/${partner.id}`)
  }
  const add = async () => {
    const { name, kind, manufacturers } = fields
    const body = { name: name.trim(), kind, ...(kind === 'oem' && { manufacturers: namesOf(manufacturers) }) }
    // The person may be refused after the partner was made: then only that is tried again.
    const partner = made ?? (await call('POST /api/v1/partners', { body }))
    setMade(partner)
    const first = await addFirstPerson(partner.id, person, firstRoles(partner.kind))
    notify(t('organizations.partnerAdded', { name: partner.name }))
    await client.invalidateQueries()
    if (first) setInvited(first)
    else show(partner)
    return 'stay'
  }
  if (invited && made) return <AddedDialog person={invited} onClose={() => show(made)} />
  return (
    <FormDialog
      title={t('organizations.addPartner')}
      deed={t(made ? 'organizations.addAdmin' : 'organizations.addPartner')}
      ready={fields.name.trim() !== '' && isWhole(person)}
      onSubmit={add}
      onClose={() => (made ? show(made) : onClose())}
    >
      <PartnerFields fields={fields} disabled={made !== undefined} onChange={setFields} />
      <FirstPersonFields person={person} onChange={setPerson} />
    </FormDialog>
  )
}
