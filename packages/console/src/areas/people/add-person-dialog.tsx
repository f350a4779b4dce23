import { Field, Input } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { InvitedPerson } from '../../api/generated/operations.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { usePlace } from '../../parts/place.ts'
import { RoleChoice } from '../../parts/roles.tsx'
import { useDeed } from '../../parts/use-deed.ts'

interface AddPersonDialogProps {
  readonly onAdded: (person: InvitedPerson) => void
  readonly onClose: () => void
}

/** Adds a person, who then gets a link to set a password. */
export function AddPersonDialog({ onAdded, onClose }: AddPersonDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const { organizationId } = usePlace()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [roles, setRoles] = useState<readonly string[]>([])
  const add = async () => {
    const body = { name: name.trim(), email: email.trim(), roles }
    const path = { organizationId }
    onAdded(await deed(call('POST /api/v1/organizations/{organizationId}/people', { path, body }), t('people.added')))
  }
  return (
    <FormDialog
      title={t('people.addTitle')}
      deed={t('people.add')}
      ready={name.trim() !== '' && email.trim() !== ''}
      onSubmit={add}
      onClose={onClose}
    >
      <Field label={t('people.name')} required>
        <Input value={name} maxLength={200} autoComplete="off" onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field label={t('people.email')} hint={t('people.emailHint')} required>
        <Input
          type="email"
          value={email}
          maxLength={254}
          autoComplete="off"
          onChange={(_, { value }) => setEmail(value)}
        />
      </Field>
      <RoleChoice label={t('people.roles')} organizationId={organizationId} chosen={roles} onChange={setRoles} />
    </FormDialog>
  )
}
