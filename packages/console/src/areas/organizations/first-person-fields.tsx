import { Field, Input } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { FirstPerson } from './first-person.ts'

interface FirstPersonFieldsProps {
  readonly person: FirstPerson
  readonly onChange: (person: FirstPerson) => void
}

/** Who is to administer a new organization. */
export function FirstPersonFields({ person, onChange }: FirstPersonFieldsProps) {
  const { t } = useTranslation()
  return (
    <>
      <Field label={t('organizations.adminName')}>
        <Input value={person.name} maxLength={200} onChange={(_, { value }) => onChange({ ...person, name: value })} />
      </Field>
      <Field label={t('organizations.adminEmail')} hint={t('organizations.adminHint')}>
        <Input
          type="email"
          value={person.email}
          maxLength={254}
          onChange={(_, { value }) => onChange({ ...person, email: value })}
        />
      </Field>
    </>
  )
}
