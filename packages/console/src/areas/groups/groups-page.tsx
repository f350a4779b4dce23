import { useTranslation } from 'react-i18next'
import type { Group } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { AddIcon } from '../../parts/icons.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession, useTenantId } from '../../session/session.ts'

const kinds: readonly Group['kind'][] = ['static', 'dynamic']

function useGroupColumns(): Column<Group>[] {
  const { t } = useTranslation()
  return [
    {
      id: 'displayName',
      title: t('groups.displayName'),
      width: 210,
      sort: 'displayName',
      render: ({ id, displayName }) => <TextLink to={`/groups/${id}`}>{displayName}</TextLink>,
    },
    {
      id: 'kind',
      title: t('groups.kind'),
      width: 130,
      usual: true,
      render: ({ kind }) => t(`groups.kinds.${kind}`),
    },
    { id: 'rule', title: t('groups.rule'), width: 300, usual: true, render: ({ rule }) => rule && <code>{rule}</code> },
    { id: 'description', title: t('groups.description'), width: 220, usual: true, render: each => each.description },
    {
      id: 'createdAt',
      title: t('groups.createdAt'),
      width: 120,
      usual: true,
      sort: 'createdAt',
      render: ({ createdAt }) => <Time at={createdAt} kind="date" />,
    },
    {
      id: 'updatedAt',
      title: t('groups.updatedAt'),
      width: 120,
      render: ({ updatedAt }) => <Time at={updatedAt} kind="date" />,
    },
  ]
}

/** Devices that profiles are assigned to together. */
export function GroupsPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const { values, change } = useListQuery()
  const columns = useGroupColumns()
  const { shown, ids, choose } = useColumns('groups', columns)
  const { displayName, kind, sort = 'displayName', order = 'asc' } = values
  const query = { ...(displayName && { displayName }), ...(kind && { kind }), sort, order } as object
  const pages = usePages('GET /api/v1/tenants/{tenantId}/groups', { path: { tenantId }, query })
  const filters = [
    { id: 'displayName', title: t('groups.exactName') },
    { id: 'kind', title: t('groups.kind'), among: kinds.map(value => ({ value, title: t(`groups.kinds.${value}`) })) },
  ]
  const filtered = displayName !== undefined || kind !== undefined
  const add = may('group.write') && (
    <LinkButton to="/groups/new" appearance="primary" icon={<AddIcon />}>
      {t('groups.new')}
    </LinkButton>
  )
  return (
    <Page
      title={t('areas.groups')}
      text={t('groups.text')}
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
        name={t('areas.groups')}
        columns={shown}
        idOf={group => group.id}
        pages={pages}
        order={{
          sort,
          order: order === 'desc' ? 'desc' : 'asc',
          onSort: (by, way) => change({ sort: by, order: way }),
        }}
        empty={
          <Empty
            title={t(filtered ? 'groups.noneMatch' : 'groups.none')}
            {...(!filtered && { text: t('groups.noneText'), action: add })}
          />
        }
      />
    </Page>
  )
}
