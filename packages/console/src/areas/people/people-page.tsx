import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { InvitedPerson, Person } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { type Filter, FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { usePlace } from '../../parts/place.ts'
import { useRoles, useRoleTexts } from '../../parts/roles.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'
import { AddPersonDialog } from './add-person-dialog.tsx'
import { PersonState } from './person-state.tsx'
import { SignInLinkDialog } from './sign-in-link-dialog.tsx'

const filterIds = ['search', 'role', 'disabled'] as const

function usePersonColumns(): Column<Person>[] {
  const { t } = useTranslation()
  const { base } = usePlace()
  const { title } = useRoleTexts()
  return [
    {
      id: 'name',
      title: t('people.name'),
      width: 180,
      sort: 'name',
      render: ({ id, name }) => <TextLink to={`${base}/people/${id}`}>{name}</TextLink>,
    },
    { id: 'email', title: t('people.email'), width: 220, usual: true, sort: 'email', render: ({ email }) => email },
    {
      id: 'roles',
      title: t('people.roles'),
      width: 240,
      usual: true,
      render: ({ roles }) => {
        const text = roles.map(title).join(', ')
        return <span title={text}>{text}</span>
      },
    },
    { id: 'state', title: t('people.state'), width: 110, usual: true, render: person => <PersonState {...person} /> },
    {
      id: 'createdAt',
      title: t('people.since'),
      width: 130,
      usual: true,
      sort: 'createdAt',
      render: ({ createdAt }) => <Time at={createdAt} kind="date" />,
    },
  ]
}

function usePersonFilters(): Filter[] {
  const { t } = useTranslation()
  const { organizationId } = usePlace()
  const { title } = useRoleTexts()
  const roles = [...(useRoles(organizationId)?.keys() ?? [])].map(value => ({ value, title: title(value) }))
  return [
    { id: 'search', title: t('people.search') },
    { id: 'role', title: t('people.role'), among: roles.sort((a, b) => a.title.localeCompare(b.title)) },
    {
      id: 'disabled',
      title: t('people.state'),
      among: [
        { value: 'false', title: t('people.enabled') },
        { value: 'true', title: t('people.disabled') },
      ],
    },
  ]
}

/** Everybody of an organization. */
export function PeoplePage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const { organizationId } = usePlace()
  const { values, change } = useListQuery()
  const [adding, setAdding] = useState(false)
  const [added, setAdded] = useState<InvitedPerson>()
  const columns = usePersonColumns()
  const { shown, ids, choose } = useColumns('people', columns)
  const filters = usePersonFilters()
  const conditions = Object.fromEntries(filterIds.filter(id => values[id]).map(id => [id, values[id]]))
  const sort = (values['sort'] ?? 'name') as 'name' | 'email' | 'createdAt'
  const order = values['order'] === 'desc' ? 'desc' : 'asc'
  const pages = usePages('GET /api/v1/organizations/{organizationId}/people', {
    path: { organizationId },
    query: { ...conditions, sort, order },
  })
  const add = may('people.manage') && (
    <Button appearance="primary" onClick={() => setAdding(true)}>
      {t('people.add')}
    </Button>
  )
  const filtered = Object.keys(conditions).length > 0
  return (
    <Page
      title={t('areas.people')}
      text={t('people.text')}
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
        name={t('areas.people')}
        columns={shown}
        idOf={person => person.id}
        pages={pages}
        order={{ sort, order, onSort: (by, way) => change({ sort: by, order: way }) }}
        empty={
          <Empty title={t(filtered ? 'people.noneMatch' : 'people.none')} text={t('people.noneText')} action={add} />
        }
      />
      {adding && <AddPersonDialog onAdded={setAdded} onClose={() => setAdding(false)} />}
      {added && <SignInLinkDialog name={added.name} link={added.signInLink} onClose={() => setAdded(undefined)} />}
    </Page>
  )
}
