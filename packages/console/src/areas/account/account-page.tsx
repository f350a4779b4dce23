import { Button, Field, Input, makeStyles } from '@fluentui/react-components'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { Page } from '../../parts/page.tsx'
import { PermissionList } from '../../parts/permissions.tsx'
import { useRoleTexts } from '../../parts/roles.tsx'
import { TokensCard } from '../../parts/tokens-card.tsx'
import { useUnsavedGuard } from '../../parts/unsaved.ts'
import { useDeed } from '../../parts/use-deed.ts'
import { useSession } from '../../session/session.ts'

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
  column: { display: 'grid', gap: '16px', minWidth: 0 },
  form: { display: 'grid', gap: '12px' },
  text: { margin: 0 },
})

function NameForm({ name }: { readonly name: string }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const deed = useDeed()
  const [typed, setTyped] = useState(name)
  useUnsavedGuard(typed !== name)
  const save = useMutation({
    mutationFn: () => deed(call('PATCH /api/v1/me/profile', { body: { name: typed.trim() } }), t('shell.saved')),
  })
  return (
    <form
      className={styles.form}
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Field label={t('account.name')} hint={t('account.nameHint')}>
        <Input value={typed} maxLength={200} autoComplete="name" onChange={(_, { value }) => setTyped(value)} />
      </Field>
      {save.error && <Fault error={save.error} />}
      <div>
        <Button type="submit" disabled={typed.trim() === '' || typed === name || save.isPending}>
          {t('shell.save')}
        </Button>
      </div>
    </form>
  )
}

/** Who one is here, what one may do, and what acts for one; how one signs in has pages of its own. */
export function AccountPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const { me, profile: known } = useSession()
  const { title } = useRoleTexts()
  const { data: profile = known } = useRead('GET /api/v1/me/profile', {})
  return (
    <Page title={t('areas.account')} text={`${profile.email} · ${profile.organizationName}`}>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Card title={t('account.about')}>
            <NameForm key={profile.name} name={profile.name} />
          </Card>
          <Card title={t('account.signIn')}>
            <p className={styles.text}>{t('account.signInText')}</p>
            <div>
              <Button as="a" href="/account" appearance="primary">
                {t('shell.account')}
              </Button>
            </div>
          </Card>
          <TokensCard person={{ id: me.id, organizationId: me.organization.id }} />
        </div>
        <Card title={t('account.rights')}>
          <Facts facts={[[t('account.roles'), me.roles.length === 0 ? undefined : me.roles.map(title).join(', ')]]} />
          <PermissionList permissions={me.permissions} />
        </Card>
      </div>
    </Page>
  )
}
