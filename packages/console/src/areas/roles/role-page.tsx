import { Button, makeStyles } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { OrganizationRole } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { useCustomerName } from '../../parts/customers.ts'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FormDialog } from '../../parts/form-dialog.tsx'
import { Lines, linesOf } from '../../parts/lines.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { PermissionList } from '../../parts/permissions.tsx'
import { useRoleTexts } from '../../parts/roles.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { useDeed } from '../../parts/use-deed.ts'
import { useOrganizationId, useSession } from '../../session/session.ts'

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
})

/** The group tags of a role that every organization has. */
function TagsDialog({ role, onClose }: { readonly role: OrganizationRole; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const organizationId = useOrganizationId()
  const [tags, setTags] = useState(() => role.groupTags?.join('\n') ?? '')
  const save = () => {
    const groupTags = linesOf(tags)
    const body = { groupTags: groupTags.length === 0 ? null : groupTags }
    const path = { organizationId, roleName: role.name }
    return deed(call('PATCH /api/v1/organizations/{organizationId}/roles/{roleName}', { path, body }), t('shell.saved'))
  }
  return (
    <FormDialog title={t('roles.changeTags')} deed={t('shell.save')} onSubmit={save} onClose={onClose}>
      <Lines label={t('roles.groupTags')} hint={t('roles.builtInTagsHint')} value={tags} onChange={setTags} />
    </FormDialog>
  )
}

function Remove({ role, onClose }: { readonly role: OrganizationRole; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const navigate = useNavigate()
  const organizationId = useOrganizationId()
  const remove = async () => {
    const path = { organizationId, roleName: role.name }
    const removing = call('DELETE /api/v1/organizations/{organizationId}/roles/{roleName}', { path })
    await deed(removing, t('roles.removed'), role.name)
    await navigate('/roles')
  }
  return (
    <Confirm
      title={t('roles.removeTitle', { name: role.name })}
      deed={t('roles.remove')}
      onConfirm={remove}
      onClose={onClose}
    >
      {t('roles.removeText')}
    </Confirm>
  )
}

function Toolbar({ role }: { readonly role: OrganizationRole }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'tags' | 'remove'>()
  const close = () => setOpen(undefined)
  return (
    <>
      <LinkButton to={`/roles/new?from=${role.name}`}>{t('roles.makeLike')}</LinkButton>
      {role.builtIn ? (
        role.takesGroupTags && <Button onClick={() => setOpen('tags')}>{t('roles.changeTags')}</Button>
      ) : (
        <>
          <LinkButton to={`/roles/${role.name}/edit`}>{t('shell.edit')}</LinkButton>
          <Button onClick={() => setOpen('remove')}>{t('roles.remove')}</Button>
        </>
      )}
      {open === 'tags' && <TagsDialog role={role} onClose={close} />}
      {open === 'remove' && <Remove role={role} onClose={close} />}
    </>
  )
}

function RoleFacts({ role }: { readonly role: OrganizationRole }) {
  const { t } = useTranslation()
  const customerName = useCustomerName()
  const { name, builtIn, groupTags, takesGroupTags, tenants } = role
  const noTags = builtIn && takesGroupTags ? t('roles.noTagsYet') : t('roles.anyTags')
  return (
    <Facts
      facts={[
        [t('roles.name'), name],
        [t('roles.kind'), t(builtIn ? 'roles.builtInText' : 'roles.ownText')],
        ...(takesGroupTags ? [[t('roles.groupTags'), groupTags?.join(', ') ?? noTags] as const] : []),
        ...(tenants ? [[t('roles.customers'), tenants.map(id => customerName(id)).join(', ')] as const] : []),
        [
          t('roles.holders'),
          <TextLink key="holders" to={`/people?role=${name}`}>
            {t('roles.showHolders')}
          </TextLink>,
        ],
      ]}
    />
  )
}

/** A role: what it is for, how far it reaches, and what it allows. */
export function RolePage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const organizationId = useOrganizationId()
  const { roleName = '' } = useParams()
  const { title, text } = useRoleTexts()
  const path = { organizationId, roleName }
  const {
    data: role,
    error,
    refetch,
  } = useRead('GET /api/v1/organizations/{organizationId}/roles/{roleName}', { path })
  return (
    <Page
      title={title(roleName)}
      text={role && text(role)}
      above={{ to: '/roles', title: t('areas.roles') }}
      actions={role && may('roles.manage') && <Toolbar role={role} />}
    >
      {error ? (
        <Fault error={error} onRetry={() => void refetch()} />
      ) : role ? (
        <div className={styles.columns}>
          <Card title={t('roles.about')}>
            <RoleFacts role={role} />
          </Card>
          <Card title={t('roles.allows')}>
            <PermissionList permissions={role.permissions} />
          </Card>
        </div>
      ) : (
        <LoadingRows />
      )}
    </Page>
  )
}
