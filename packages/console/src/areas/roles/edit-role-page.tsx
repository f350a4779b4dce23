import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { call } from '../../api/call.ts'
import { useRead } from '../../api/use-api.ts'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { useOrganizationId } from '../../session/session.ts'
import { RoleForm, type WantedRole } from './role-form.tsx'

/** Changes a role of the organization's own. */
export function EditRolePage() {
  const { t } = useTranslation()
  const organizationId = useOrganizationId()
  const { roleName = '' } = useParams()
  const path = { organizationId, roleName }
  const { data: role, error } = useRead('GET /api/v1/organizations/{organizationId}/roles/{roleName}', { path })
  const save = ({ name: _name, ...body }: WantedRole) =>
    call('PATCH /api/v1/organizations/{organizationId}/roles/{roleName}', { path, body })
  return (
    <Page
      title={t('roles.editTitle', { name: roleName })}
      text={t('roles.editText')}
      above={{ to: `/roles/${roleName}`, title: roleName }}
    >
      {error ? (
        <Fault error={error} />
      ) : role ? (
        <RoleForm
          exists
          before={{
            name: role.name,
            description: role.description ?? '',
            permissions: role.permissions,
            groupTags: role.groupTags?.join('\n') ?? '',
            tenants: role.tenants ?? [],
          }}
          onSave={save}
        />
      ) : (
        <LoadingRows />
      )}
    </Page>
  )
}
