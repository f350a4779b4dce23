import { Button, makeStyles } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Application } from '../../api/generated/operations.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Rows } from '../../parts/rows.tsx'
import { SecretDialog } from '../../parts/secret-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useSession } from '../../session/session.ts'
import { CertificateDialog, SecretFormDialog } from './credential-dialogs.tsx'

type Credential = Application['credentials'][number]

const useStyles = makeStyles({ buttons: { display: 'flex', flexWrap: 'wrap', gap: '8px' } })

function CredentialText({ credential }: { readonly credential: Credential }) {
  const { t } = useTranslation()
  const { kind, createdAt, expiresAt, lastUsedAt, thumbprint } = credential
  const over = expiresAt !== undefined && Date.parse(expiresAt) <= Date.now()
  return (
    <>
      {t(`applications.kinds.${kind}`)} · {t('applications.madeAt')} <Time at={createdAt} kind="date" /> ·{' '}
      {expiresAt === undefined ? t('applications.noExpiry') : t(over ? 'applications.expired' : 'applications.until')}{' '}
      <Time at={expiresAt} kind="date" />
      {kind !== 'key' && (
        <>
          {' '}
          · {t(lastUsedAt ? 'applications.lastUsed' : 'applications.neverUsed')} <Time at={lastUsedAt} kind="ago" />
        </>
      )}
      {thumbprint && <div>SHA-256 {thumbprint}</div>}
    </>
  )
}

/** Secrets and certificates of an application: several are good at once, so that one can be replaced without a break. */
export function CredentialsCard({ application }: { readonly application: Application }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const deed = useDeed()
  const { may } = useSession()
  const [adding, setAdding] = useState<'secret' | 'certificate'>()
  const [secret, setSecret] = useState<string>()
  const [removing, setRemoving] = useState<Credential>()
  const changes = may('applications.manage') && !application.revokedAt
  const path = { organizationId: application.organizationId, applicationId: application.id }
  const remove = (credentialId: string) =>
    deed(
      call('DELETE /api/v1/organizations/{organizationId}/applications/{applicationId}/credentials/{credentialId}', {
        path: { ...path, credentialId },
      }),
      t('applications.credentialRemoved'),
    )
  const rows = application.credentials.map(credential => ({
    id: credential.id,
    title: credential.name,
    text: <CredentialText credential={credential} />,
    deeds: changes && (
      <Button
        size="small"
        aria-label={`${t('applications.remove')}: ${credential.name}`}
        onClick={() => setRemoving(credential)}
      >
        {t('applications.remove')}
      </Button>
    ),
  }))
  return (
    <Card title={t('applications.credentials')}>
      <Rows rows={rows} none={t('applications.noCredentials')} />
      {changes && (
        <div className={styles.buttons}>
          <Button onClick={() => setAdding('secret')}>{t('applications.addSecret')}</Button>
          <Button onClick={() => setAdding('certificate')}>{t('applications.addCertificate')}</Button>
        </div>
      )}
      {adding === 'secret' && (
        <SecretFormDialog application={application} onMade={setSecret} onClose={() => setAdding(undefined)} />
      )}
      {adding === 'certificate' && <CertificateDialog application={application} onClose={() => setAdding(undefined)} />}
      {secret !== undefined && (
        <SecretDialog
          title={t('applications.secretOf', { name: application.name })}
          name={t('applications.secret')}
          secret={secret}
          onClose={() => setSecret(undefined)}
        >
          {t('applications.secretText')}
        </SecretDialog>
      )}
      {removing && (
        <Confirm
          title={t('applications.removeTitle', { name: removing.name })}
          deed={t('applications.remove')}
          onConfirm={() => remove(removing.id)}
          onClose={() => setRemoving(undefined)}
        >
          {t('applications.removeText')}
        </Confirm>
      )}
    </Card>
  )
}
