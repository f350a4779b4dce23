import { Badge, Button, Field, Input, makeStyles } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { Application } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { Lines, linesOf } from '../../parts/lines.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { RoleChoice, useRoleTexts } from '../../parts/roles.tsx'
import { Time } from '../../parts/time.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useOrganizationId, useSession } from '../../session/session.ts'
import { CredentialsCard } from './credentials-card.tsx'
import { SettingsCard } from './settings-card.tsx'

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
  column: { display: 'grid', gap: '16px', minWidth: 0 },
})

const pathOf = ({ organizationId, id }: Application) => ({ organizationId, applicationId: id })

function EditDialog({ application, onClose }: { readonly application: Application; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const [name, setName] = useState(application.name)
  const [redirects, setRedirects] = useState(application.redirectUris.join('\n'))
  const [roles, setRoles] = useState<readonly string[]>(application.roles)
  // Only who may give the roles may name them, even when they stay.
  const otherRoles = [...roles].sort().join() !== [...application.roles].sort().join()
  const save = () =>
    deed(
      call('PATCH /api/v1/organizations/{organizationId}/applications/{applicationId}', {
        path: pathOf(application),
        body: { name: name.trim(), redirectUris: linesOf(redirects), ...(otherRoles && { roles }) },
      }),
      t('shell.saved'),
    )
  return (
    <FormDialog
      title={t('applications.editTitle')}
      deed={t('shell.save')}
      ready={name.trim() !== ''}
      onSubmit={save}
      onClose={onClose}
    >
      <Field label={t('applications.name')} required>
        <Input value={name} maxLength={200} onChange={(_, { value }) => setName(value)} />
      </Field>
      {application.client === 'confidential' && (
        <RoleChoice
          label={t('applications.rolesOfProgram')}
          organizationId={application.organizationId}
          chosen={roles}
          onChange={setRoles}
        />
      )}
      <Lines
        label={t('applications.redirects')}
        hint={t('applications.redirectsHint')}
        value={redirects}
        onChange={setRedirects}
      />
    </FormDialog>
  )
}

function Toolbar({ application }: { readonly application: Application }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const [open, setOpen] = useState<'edit' | 'revoke'>()
  const close = () => setOpen(undefined)
  const revoke = () =>
    deed(
      call('DELETE /api/v1/organizations/{organizationId}/applications/{applicationId}', { path: pathOf(application) }),
      t('applications.revokedNow'),
    )
  return (
    <>
      <Button onClick={() => setOpen('edit')}>{t('shell.edit')}</Button>
      <Button onClick={() => setOpen('revoke')}>{t('applications.revoke')}</Button>
      {open === 'edit' && <EditDialog application={application} onClose={close} />}
      {open === 'revoke' && (
        <Confirm
          title={t('applications.revokeTitle', { name: application.name })}
          deed={t('applications.revoke')}
          onConfirm={revoke}
          onClose={close}
        >
          {t('applications.revokeText')}
        </Confirm>
      )}
    </>
  )
}

function AboutCard({ application }: { readonly application: Application }) {
  const { t } = useTranslation()
  const { title } = useRoleTexts()
  const { client, roles, people, redirectUris, createdAt } = application
  const uris = redirectUris.map(uri => <div key={uri}>{uri}</div>)
  return (
    <Card title={t('applications.about')}>
      <Facts
        facts={[
          [t('applications.client'), t(`applications.clients.${client}`)],
          [t('applications.roles'), roles.length === 0 ? undefined : roles.map(title).join(', ')],
          [t('applications.people'), t(`applications.peopleOf.${people}`)],
          [t('applications.redirects'), uris.length === 0 ? undefined : uris],
          [t('applications.madeAt'), <Time key="made" at={createdAt} />],
        ]}
      />
    </Card>
  )
}

/** An application: what it may do, what it proves itself with, and what its configuration needs. */
export function ApplicationPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const organizationId = useOrganizationId()
  const { applicationId = '' } = useParams()
  const path = { organizationId, applicationId }
  const operation = 'GET /api/v1/organizations/{organizationId}/applications/{applicationId}'
  const { data: application, error, refetch } = useRead(operation, { path })
  const changes = application && !application.revokedAt && may('applications.manage')
  return (
    <Page
      title={application?.name ?? t('applications.application')}
      text={application?.revokedAt && <Badge appearance="tint">{t('applications.revoked')}</Badge>}
      above={{ to: '/applications', title: t('areas.applications') }}
      actions={changes && <Toolbar application={application} />}
    >
      {error ? (
        <Fault error={error} onRetry={() => void refetch()} />
      ) : application ? (
        <div className={styles.columns}>
          <div className={styles.column}>
            <AboutCard application={application} />
            {application.client === 'confidential' && <CredentialsCard application={application} />}
          </div>
          <SettingsCard application={application} />
        </div>
      ) : (
        <LoadingRows />
      )}
    </Page>
  )
}
