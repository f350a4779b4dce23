import { Button, Checkbox, makeStyles } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Person, SignInLinkWithUrl, SignInState } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useSession } from '../../session/session.ts'
import { SignInLinkDialog } from './sign-in-link-dialog.tsx'

const useStyles = makeStyles({ buttons: { display: 'flex', flexWrap: 'wrap', gap: '8px' } })

interface LinkDialogProps {
  readonly person: Person
  readonly onMade: (link: SignInLinkWithUrl) => void
  readonly onClose: () => void
}

function NewLinkDialog({ person, onMade, onClose }: LinkDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const [resetSecondFactors, setReset] = useState(false)
  const path = { organizationId: person.organizationId, personId: person.id }
  const make = async () =>
    onMade(
      await deed(
        call('POST /api/v1/organizations/{organizationId}/people/{personId}/sign-in-link', {
          path,
          body: { resetSecondFactors },
        }),
        t('people.linkMade'),
      ),
    )
  return (
    <FormDialog title={t('people.newLink')} deed={t('people.makeLink')} onSubmit={make} onClose={onClose}>
      <span>{t('people.newLinkText')}</span>
      <Checkbox
        checked={resetSecondFactors}
        label={t('people.resetFactors')}
        onChange={(_, { checked }) => setReset(checked === true)}
      />
    </FormDialog>
  )
}

function StateFacts({ state }: { readonly state: SignInState }) {
  const { t } = useTranslation()
  const { passwordSetAt, authenticatorAppSetAt, passkeys, recoveryCodes, delayedUntilAt } = state
  const since = (at: string | undefined) => (at ? <Time at={at} kind="date" /> : t('people.notSet'))
  return (
    <Facts
      facts={[
        [t('people.password'), since(passwordSetAt)],
        [t('people.authenticator'), since(authenticatorAppSetAt)],
        [
          t('people.passkeys'),
          passkeys.length === 0
            ? t('people.notSet')
            : passkeys.map(({ id, name, lastUsedAt }) => (
                <div key={id}>
                  {name} · {lastUsedAt ? <Time at={lastUsedAt} kind="ago" /> : t('people.neverUsed')}
                </div>
              )),
        ],
        [t('people.recoveryCodes'), String(recoveryCodes)],
        ...(delayedUntilAt ? [[t('people.delayed'), <Time key="delayed" at={delayedUntilAt} />] as const] : []),
      ]}
    />
  )
}

/** How a person signs in, and what helps when it cannot. */
export function SignInCard({ person }: { readonly person: Person }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const deed = useDeed()
  const path = { organizationId: person.organizationId, personId: person.id }
  const { data, error } = useRead('GET /api/v1/organizations/{organizationId}/people/{personId}/sign-in', { path })
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<SignInLinkWithUrl>()
  const unlock = () =>
    void deed(
      call('POST /api/v1/organizations/{organizationId}/people/{personId}/unlock', { path }),
      t('people.unlocked'),
    )
  return (
    <Card title={t('people.signIn')}>
      {error ? <Fault error={error} /> : data ? <StateFacts state={data} /> : <LoadingRows rows={3} />}
      {may('people.manage') && (
        <div className={styles.buttons}>
          <Button onClick={() => setMaking(true)}>{t('people.newLink')}</Button>
          {data?.delayedUntilAt && <Button onClick={unlock}>{t('people.unlock')}</Button>}
        </div>
      )}
      {making && <NewLinkDialog person={person} onMade={setMade} onClose={() => setMaking(false)} />}
      {made && <SignInLinkDialog name={person.name} link={made} onClose={() => setMade(undefined)} />}
    </Card>
  )
}
