import { Badge, Button, Field, Input } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../api/call.ts'
import type { AccessToken, AccessTokenWithSecret } from '../api/generated/operations.ts'
import { usePages } from '../api/use-api.ts'
import { Card } from './card.tsx'
import { Confirm } from './confirm.tsx'
import { dayFromNow, endOfDay } from './day.ts'
import { Fault } from './fault.tsx'
import { FormDialog } from './form-dialog.tsx'
import { MoreButton } from './more-button.tsx'
import { Rows } from './rows.tsx'
import { SecretDialog } from './secret-dialog.tsx'
import { Time } from './time.tsx'
import { useDeed } from './use-deed.ts'

/** Whose tokens are shown. */
interface Owner {
  readonly id: string
  readonly organizationId: string
}

interface MakeDialogProps {
  readonly person: Owner
  readonly onMade: (token: AccessTokenWithSecret) => void
  readonly onClose: () => void
}

function MakeDialog({ person, onMade, onClose }: MakeDialogProps) {
  const { t } = useTranslation()
  const deed = useDeed()
  const [name, setName] = useState('')
  const [until, setUntil] = useState(() => dayFromNow(90))
  const make = async () =>
    onMade(
      await deed(
        call('POST /api/v1/organizations/{organizationId}/people/{personId}/tokens', {
          path: { organizationId: person.organizationId, personId: person.id },
          body: { name: name.trim(), ...(until !== '' && { expiresAt: endOfDay(until) }) },
        }),
        t('people.tokenMade'),
      ),
    )
  return (
    <FormDialog
      title={t('people.tokenTitle')}
      deed={t('people.makeToken')}
      ready={name.trim() !== ''}
      onSubmit={make}
      onClose={onClose}
    >
      <span>{t('people.tokenText')}</span>
      <Field label={t('people.tokenName')} hint={t('people.tokenNameHint')} required>
        <Input value={name} maxLength={100} onChange={(_, { value }) => setName(value)} />
      </Field>
      <Field label={t('people.tokenUntil')} hint={t('people.tokenUntilHint')}>
        <Input type="date" value={until} min={dayFromNow(0)} onChange={(_, { value }) => setUntil(value)} />
      </Field>
    </FormDialog>
  )
}

const isOver = ({ expiresAt, revokedAt }: AccessToken): boolean =>
  revokedAt !== undefined || (expiresAt !== undefined && Date.parse(expiresAt) <= Date.now())

function TokenText({ token }: { readonly token: AccessToken }) {
  const { t } = useTranslation()
  const { createdAt, expiresAt, lastUsedAt } = token
  return (
    <>
      {t('people.made')} <Time at={createdAt} kind="date" /> ·{' '}
      {expiresAt ? (
        <>
          {t('people.until')} <Time at={expiresAt} kind="date" />
        </>
      ) : (
        t('people.noExpiry')
      )}{' '}
      · {lastUsedAt ? t('people.lastUsed') : t('people.neverUsed')} <Time at={lastUsedAt} kind="ago" />
    </>
  )
}

/** The personal access tokens of a person: made, looked at and revoked. */
export function TokensCard({ person }: { readonly person: Owner }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const path = { organizationId: person.organizationId, personId: person.id }
  const pages = usePages('GET /api/v1/organizations/{organizationId}/people/{personId}/tokens', { path }, true, 20)
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<AccessTokenWithSecret>()
  const [revoking, setRevoking] = useState<AccessToken>()
  const revoke = (tokenId: string) =>
    deed(
      call('DELETE /api/v1/organizations/{organizationId}/people/{personId}/tokens/{tokenId}', {
        path: { ...path, tokenId },
      }),
      t('people.tokenRevoked'),
    )
  const deedOf = (token: AccessToken) =>
    isOver(token) ? (
      <Badge appearance="tint" color="informative">
        {t(token.revokedAt ? 'people.revoked' : 'people.expired')}
      </Badge>
    ) : (
      <Button size="small" aria-label={`${t('people.revoke')}: ${token.name}`} onClick={() => setRevoking(token)}>
        {t('people.revoke')}
      </Button>
    )
  const make = (
    <Button size="small" onClick={() => setMaking(true)}>
      {t('people.makeToken')}
    </Button>
  )
  return (
    <Card title={t('people.tokens')} actions={make}>
      {pages.error && <Fault error={pages.error} />}
      <Rows
        none={t('people.noTokens')}
        rows={(pages.data?.pages.flatMap(page => page.items) ?? []).map(token => ({
          id: token.id,
          title: token.name,
          text: <TokenText token={token} />,
          deeds: deedOf(token),
        }))}
      />
      <MoreButton pages={pages} />
      {making && <MakeDialog person={person} onMade={setMade} onClose={() => setMaking(false)} />}
      {made && (
        <SecretDialog
          title={t('people.tokenMadeTitle', { name: made.name })}
          name={t('people.token')}
          secret={made.secret}
          onClose={() => setMade(undefined)}
        >
          {t('people.tokenUse')}
        </SecretDialog>
      )}
      {revoking && (
        <Confirm
          title={t('people.revokeTitle', { name: revoking.name })}
          deed={t('people.revoke')}
          onConfirm={() => revoke(revoking.id)}
          onClose={() => setRevoking(undefined)}
        >
          {t('people.revokeText')}
        </Confirm>
      )}
    </Card>
  )
}
