import { useTranslation } from 'react-i18next'
import type { OrganizationRole } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { RoleReach } from '../../parts/role-reach.tsx'
import { useRoleTexts } from '../../parts/roles.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { useOrganizationId, useSession } from '../../session/session.ts'

function useRoleColumns(): Column<OrganizationRole>[] {
  const { t } = useTranslation()
  const { title, text } = useRoleTexts()
  return [
    {
      id: 'name',
      title: t('roles.role'),
      width: 200,
      render: ({ name }) => <TextLink to={`/roles/${name}`}>{title(name)}</TextLink>,
    },
    {
      id: 'kind',
      title: t('roles.kind'),
      width: 110,
      render: ({ builtIn }) => t(builtIn ? 'roles.builtIn' : 'roles.own'),
    },
    {
      id: 'meaning',
      title: t('roles.meaning'),
      width: 380,
      render: role => <span title={text(role)}>{text(role)}</span>,
    },
    {
      id: 'permissions',
      title: t('roles.permissions'),
      width: 120,
      render: ({ permissions }) => permissions.length,
    },
    { id: 'reach', title: t('roles.limits'), width: 200, render: role => <RoleReach role={role} /> },
  ]
}

/** The roles that people and applications of the organization can have. */
export function RolesPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const organizationId = useOrganizationId()
  const { values, change } = useListQuery()
  const columns = useRoleColumns()
  const { builtIn } = values as { builtIn?: 'true' | 'false' }
  const pages = usePages('GET /api/v1/organizations/{organizationId}/roles', {
    path: { organizationId },
    query: { ...(builtIn && { builtIn: builtIn === 'true' }) },
  })
  const filters = [
    {
      id: 'builtIn',
      title: t('roles.kind'),
      among: [
        { value: 'true', title: t('roles.builtIn') },
        { value: 'false', title: t('roles.own') },
      ],
    },
  ]
  const make = may('roles.manage') && (
    <LinkButton to="/roles/new" appearance="primary">
      {t('roles.make')}
    </LinkButton>
  )
  return (
    <Page
      title={t('areas.roles')}
      text={t('roles.text')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          {make}
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.roles')}
        columns={columns}
        idOf={role => role.name}
        pages={pages}
        empty={<Empty title={t('roles.none')} text={t('roles.noneText')} action={make} />}
      />
    </Page>
  )
}
