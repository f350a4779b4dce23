import { Button, Field, Input } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { call } from '../../api/call.ts'
import type { Person, PersonChange } from '../../api/generated/operations.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { usePlace } from '../../parts/place.ts'
import { useDeed } from '../../parts/use-deed.ts'

/** Makes the function that changes a person. */
export function useChangePerson({ organizationId, id }: Person) {
  return (body: PersonChange) =>
    call('PATCH /api/v1/organizations/{organizationId}/people/{personId}', {
      path: { organizationId, personId: id },
      body,
    })
}

function NameDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const change = useChangePerson(person)
  const [name, setName] = useState(person.name)
  return (
    <FormDialog
      title={t('people.rename')}
      deed={t('shell.save')}
      ready={name.trim() !== ''}
      onSubmit={() => deed(change({ name: name.trim() }), t('shell.saved'))}
      onClose={onClose}
    >
      <Field label={t('people.name')} required>
        <Input value={name} maxLength={200} onChange={(_, { value }) => setName(value)} />
      </Field>
    </FormDialog>
  )
}

function Remove({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const navigate = useNavigate()
  const { base } = usePlace()
  const path = { organizationId: person.organizationId, personId: person.id }
  const remove = async () => {
    const removing = call('DELETE /api/v1/organizations/{organizationId}/people/{personId}', { path })
    await deed(removing, t('people.removed'), person.id)
    await navigate(`${base}/people`)
  }
  return (
    <Confirm
      title={t('people.removeTitle', { name: person.name })}
      deed={t('people.remove')}
      onConfirm={remove}
      onClose={onClose}
    >
      {t('people.removeText')}
    </Confirm>
  )
}

/** What can be done with a person. */
export function PersonToolbar({ person }: { readonly person: Person }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const change = useChangePerson(person)
  const [open, setOpen] = useState<'name' | 'disable' | 'remove'>()
  const close = () => setOpen(undefined)
  const enable = () => void deed(change({ disabled: false }), t('people.enabledNow'))
  return (
    <>
      <Button onClick={() => setOpen('name')}>{t('people.rename')}</Button>
      {person.disabledAt ? (
        <Button onClick={enable}>{t('people.enable')}</Button>
      ) : (
        <Button onClick={() => setOpen('disable')}>{t('people.disable')}</Button>
      )}
      <Button onClick={() => setOpen('remove')}>{t('people.remove')}</Button>
      {open === 'name' && <NameDialog person={person} onClose={close} />}
      {open === 'remove' && <Remove person={person} onClose={close} />}
      {open === 'disable' && (
        <Confirm
          title={t('people.disableTitle', { name: person.name })}
          deed={t('people.disable')}
          onConfirm={() => deed(change({ disabled: true }), t('people.disabledNow'))}
          onClose={close}
        >
          {t('people.disableText')}
        </Confirm>
      )}
    </>
  )
}
