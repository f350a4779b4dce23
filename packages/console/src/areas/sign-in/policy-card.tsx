import { Button, Checkbox, Field, makeStyles, Radio, RadioGroup } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { SignInPolicy } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { CheckList } from '../../parts/check-list.tsx'
import { Fault } from '../../parts/fault.tsx'
import { useUnsavedGuard } from '../../parts/unsaved.ts'
import { useDeed } from '../../parts/use-deed.ts'
import { useOrganizationId, useSession } from '../../session/session.ts'

const secondFactors = ['optional', 'privileged', 'everyone'] as const

/** Most people that are offered for the day on which the provider is down. */
const most = 1000

const useStyles = makeStyles({ form: { display: 'grid', gap: '14px' } })

interface BreakGlassProps {
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

function BreakGlass({ chosen, onChange }: BreakGlassProps) {
  const { t } = useTranslation()
  const { may } = useSession()
  const path = { organizationId: useOrganizationId() }
  const { data } = useRead(
    'GET /api/v1/organizations/{organizationId}/people',
    { path, query: { limit: most, sort: 'name', disabled: false } },
    { enabled: may('people.read') },
  )
  const people = data?.items ?? []
  const unknown = chosen.filter(id => !people.some(person => person.id === id))
  const choices = [
    ...people.map(({ id, name, email }) => ({ value: id, title: name, text: email })),
    ...unknown.map(id => ({ value: id, title: id })),
  ]
  return (
    <CheckList
      label={t('signIn.breakGlass')}
      hint={t('signIn.breakGlassHint')}
      choices={choices}
      chosen={chosen}
      onChange={onChange}
    />
  )
}

/** Who needs a second factor, and whether passwords of this service are good at all. */
export function PolicyCard({ policy }: { readonly policy: SignInPolicy }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const deed = useDeed()
  const path = { organizationId: useOrganizationId() }
  const [typed, setTyped] = useState<SignInPolicy>(policy)
  const change = (part: Partial<SignInPolicy>) => setTyped({ ...typed, ...part })
  const { externalOnly = false, breakGlass = [] } = typed
  const save = useMutation({
    mutationFn: () =>
      deed(call('PUT /api/v1/organizations/{organizationId}/sign-in-policy', { path, body: typed }), t('shell.saved')),
  })
  const unsaved = JSON.stringify(typed) !== JSON.stringify(policy)
  useUnsavedGuard(unsaved)
  return (
    <Card title={t('signIn.policy')}>
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault()
          save.mutate()
        }}
      >
        <Field label={t('signIn.secondFactor')} hint={t('signIn.secondFactorHint')}>
          <RadioGroup
            value={typed.secondFactor}
            onChange={(_, { value }) => change({ secondFactor: value as SignInPolicy['secondFactor'] })}
          >
            {secondFactors.map(each => (
              <Radio key={each} value={each} label={t(`signIn.secondFactors.${each}`)} />
            ))}
          </RadioGroup>
        </Field>
        <Checkbox
          checked={externalOnly}
          label={t('signIn.externalOnly')}
          onChange={(_, { checked }) => change({ externalOnly: checked === true })}
        />
        {externalOnly && <BreakGlass chosen={breakGlass} onChange={chosen => change({ breakGlass: chosen })} />}
        {save.error && <Fault error={save.error} />}
        <div>
          <Button type="submit" appearance="primary" disabled={!unsaved || save.isPending}>
            {t('shell.save')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
