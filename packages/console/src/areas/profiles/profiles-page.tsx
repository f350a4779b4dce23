import { useTranslation } from 'react-i18next'
import type { Profile } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { AddIcon } from '../../parts/icons.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { useProfileColumns } from './profile-columns.tsx'

/** Most assignments that are fetched to tell for whom profiles are. */
const most = 1000
const joinMethods: readonly Profile['joinMethod'][] = ['entra', 'hybrid']

/** What devices are told at first boot, and for whom each profile is. */
export function ProfilesPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const { values, change } = useListQuery()
  const path = { tenantId }
  const counts = useRead('GET /api/v1/tenants/{tenantId}/profile-counts', { path }, { enabled: may('device.read') })
  const assignments = useRead('GET /api/v1/tenants/{tenantId}/profile-assignments', { path, query: { limit: most } })
  const columns = useProfileColumns(counts.data, assignments.data?.items)
  const { shown, ids, choose } = useColumns('profiles', columns)
  const { displayName, joinMethod, sort = 'createdAt', order = 'asc' } = values
  const query = { ...(displayName && { displayName }), ...(joinMethod && { joinMethod }), sort, order } as object
  const pages = usePages('GET /api/v1/tenants/{tenantId}/profiles', { path, query })
  const filters = [
    { id: 'displayName', title: t('profiles.exactName') },
    {
      id: 'joinMethod',
      title: t('profiles.joinMethod'),
      among: joinMethods.map(value => ({ value, title: t(`profiles.joinMethods.${value}`) })),
    },
  ]
  const filtered = displayName !== undefined || joinMethod !== undefined
  const add = may('profile.write') && (
    <LinkButton to="/profiles/new" appearance="primary" icon={<AddIcon />}>
      {t('profiles.new')}
    </LinkButton>
  )
  return (
    <Page
      title={t('areas.profiles')}
      text={t('profiles.text')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          <ColumnsMenu columns={columns} ids={ids} onChoose={choose} />
          {add}
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.profiles')}
        columns={shown}
        idOf={profile => profile.id}
        pages={pages}
        order={{
          sort,
          order: order === 'desc' ? 'desc' : 'asc',
          onSort: (by, way) => change({ sort: by, order: way }),
        }}
        empty={
          <Empty
            title={t(filtered ? 'profiles.noneMatch' : 'profiles.none')}
            {...(!filtered && { text: t('profiles.noneText'), action: add })}
          />
        }
      />
    </Page>
  )
}
