import { Button, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IdentityProvider, NewIdentityProvider } from '../../api/generated/operations.ts'
import { Fault } from '../../parts/fault.tsx'
import { useUnsavedGuard } from '../../parts/unsaved.ts'
import { useDeed } from '../../parts/use-deed.ts'
import { AccountCard, PeopleCard, RolesCard, TokensCard } from './provider-cards.tsx'
import { type ProviderFields, providerOf } from './provider-fields.ts'

const useStyles = makeStyles({ form: { display: 'grid', gap: '16px', maxWidth: '860px' } })

interface ProviderFormProps {
  readonly before: ProviderFields
  /** Whether it is there already: its issuer stays. */
  readonly exists: boolean
  readonly onSave: (provider: NewIdentityProvider) => Promise<IdentityProvider>
  readonly onSaved?: (provider: IdentityProvider) => void
}

/** Adds or changes an identity provider. */
export function ProviderForm({ before, exists, onSave, onSaved }: ProviderFormProps) {
  const styles = useStyles()
  const { t } = useTranslation()
  const deed = useDeed()
  const [fields, setFields] = useState(before)
  const change = (part: Partial<ProviderFields>) => setFields({ ...fields, ...part })
  const save = useMutation({ mutationFn: () => deed(onSave(providerOf(fields)), t('shell.saved')) })
  const unsaved = JSON.stringify(fields) !== JSON.stringify(before)
  useUnsavedGuard(unsaved && !save.isPending && !save.isSuccess)
  const ready = [fields.label, fields.issuer, fields.clientId].every(each => each.trim() !== '')
  return (
    <form
      className={styles.form}
      onChange={() => save.isSuccess && save.reset()}
      onSubmit={event => {
        event.preventDefault()
        if (ready) save.mutate(undefined, { onSuccess: saved => onSaved?.(saved) })
      }}
    >
      <AccountCard fields={fields} onChange={change} exists={exists} />
      <PeopleCard fields={fields} onChange={change} />
      <RolesCard fields={fields} onChange={change} />
      <TokensCard fields={fields} onChange={change} />
      {save.error && <Fault error={save.error} />}
      <div>
        <Button type="submit" appearance="primary" disabled={!ready || save.isPending}>
          {t(exists ? 'shell.save' : 'signIn.addProvider')}
        </Button>
      </div>
    </form>
  )
}
