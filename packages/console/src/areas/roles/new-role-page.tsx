import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { OrganizationRole } from '../../api/generated/operations.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { useRoles } from '../../parts/roles.tsx'
import { useOrganizationId, useSession } from '../../session/session.ts'
import { RoleForm, type WantedRole } from './role-form.tsx'

/** Makes a role, perhaps beginning with what another one allows. */
export function NewRolePage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const organizationId = useOrganizationId()
  const [search] = useSearchParams()
  const roles = useRoles(organizationId)
  const like: OrganizationRole | undefined = roles?.get(search.get('from') ?? '')
  const make = ({ name, permissions, ...limits }: WantedRole) => {
    const given = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== null))
    return call('POST /api/v1/organizations/{organizationId}/roles', {
      path: { organizationId },
      body: { name, permissions, ...given },
    })
  }
  return (
    <Page title={t('roles.make')} above={{ to: '/roles', title: t('areas.roles') }}>
      {roles ? (
        <RoleForm
          exists={false}
          before={{
            name: '',
            description: '',
            permissions: like?.permissions.filter(may) ?? [],
            groupTags: like?.groupTags?.join('\n') ?? '',
            tenants: like?.tenants ?? [],
          }}
          onSave={make}
        />
      ) : (
        <LoadingRows />
      )}
    </Page>
  )
}
