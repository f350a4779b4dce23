import { Checkbox, Field, Input, Radio, RadioGroup } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Application, ApplicationWithSecret } from '../../api/generated/operations.ts'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { Lines, linesOf } from '../../parts/lines.tsx'
import { RoleChoice } from '../../parts/roles.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useOrganizationId } from '../../session/session.ts'

interface AddApplicationDialogProps {
  readonly onAdded: (application: ApplicationWithSecret) => void
  readonly onClose: () => void
}

interface Fields {
  readonly name: string
  readonly client: Application['client']
  readonly roles: readonly string[]
  readonly redirectUris: string
  readonly everyone: boolean
}

/** What follows from the kind of the application: what it may do by itself, and where people come back to. */
function KindFields({
  fields,
  onChange,
}: {
  readonly fields: Fields
  readonly onChange: (part: Partial<Fields>) => void
}) {
  const { t } = useTranslation()
  const organizationId = useOrganizationId()
  return (
    <>
      <Field label={t('applications.client')}>
        <RadioGroup
          value={fields.client}
          onChange={(_, { value }) => onChange({ client: value as Application['client'] })}
        >
          <Radio value="confidential" label={t('applications.confidentialText')} />
          <Radio value="public" label={t('applications.publicText')} />
        </RadioGroup>
      </Field>
      {fields.client === 'confidential' && (
        <RoleChoice
          label={t('applications.rolesOfProgram')}
          organizationId={organizationId}
          chosen={fields.roles}
          onChange={roles => onChange({ roles })}
        />
      )}
      <Lines
        label={t('applications.redirects')}
        hint={t('applications.redirectsHint')}
        value={fields.redirectUris}
        onChange={redirectUris => onChange({ redirectUris })}
      />
      <Checkbox
        checked={fields.everyone}
        label={t('applications.everyone')}
        onChange={(_, { checked }) => onChange({ everyone: checked === true })}
      />
    </>
  )
}

/** Adds a program. */
export function AddApplicationDialog({ onAdded, onClose }: AddApplicationDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const organizationId = useOrganizationId()
  const [fields, setFields] = useState<Fields>({
    name: '',
    client: 'confidential',
    roles: [],
    redirectUris: '',
    everyone: false,
  })
  const change = (part: Partial<Fields>) => setFields({ ...fields, ...part })
  const add = async () => {
    const { name, client, roles, redirectUris, everyone } = fields
    const body = {
      name: name.trim(),
      client,
      roles: client === 'public' ? [] : roles,
      redirectUris: linesOf(redirectUris),
      people: everyone ? ('everyone' as const) : ('organization' as const),
    }
    const path = { organizationId }
    const made = call('POST /api/v1/organizations/{organizationId}/applications', { path, body })
    onAdded(await deed(made, t('applications.added')))
  }
  return (
    <FormDialog
      title={t('applications.addTitle')}
      deed={t('applications.add')}
      ready={fields.name.trim() !== ''}
      onSubmit={add}
      onClose={onClose}
    >
      <Field label={t('applications.name')} required>
        <Input value={fields.name} maxLength={200} onChange={(_, { value }) => change({ name: value })} />
      </Field>
      <KindFields fields={fields} onChange={change} />
    </FormDialog>
  )
}
