import { Badge, Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Application, ApplicationWithSecret } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { type Filter, FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { useRoleTexts } from '../../parts/roles.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useOrganizationId, useSession } from '../../session/session.ts'
import { AddApplicationDialog } from './add-application-dialog.tsx'
import { AddedDialog } from './added-dialog.tsx'

/** When one of its credentials was last good for a token. */
const lastUsed = ({ credentials }: Application): string | undefined =>
  credentials
    .map(each => each.lastUsedAt)
    .filter(at => at !== undefined)
    .sort()
    .at(-1)

/** When the last of its credentials ends; undefined when one has no end, or there is none. */
const lastsUntil = ({ credentials }: Application): string | undefined => {
  const ends = credentials.map(each => each.expiresAt)
  return ends.includes(undefined) ? undefined : ends.sort().at(-1)
}

function useApplicationColumns(): Column<Application>[] {
  const { t } = useTranslation()
  const { title } = useRoleTexts()
  return [
    {
      id: 'name',
      title: t('applications.name'),
      width: 170,
      render: ({ id, name }) => <TextLink to={`/applications/${id}`}>{name}</TextLink>,
    },
    {
      id: 'client',
      title: t('applications.client'),
      width: 140,
      usual: true,
      render: ({ client }) => t(`applications.clients.${client}`),
    },
    {
      id: 'roles',
      title: t('applications.roles'),
      width: 160,
      usual: true,
      render: ({ roles }) => {
        const text = roles.map(title).join(', ')
        return <span title={text}>{text}</span>
      },
    },
    {
      id: 'lastUsed',
      title: t('applications.lastUsed'),
      width: 120,
      usual: true,
      render: application => <Time at={lastUsed(application)} kind="ago" />,
    },
    {
      id: 'until',
      title: t('applications.credentialsUntil'),
      width: 165,
      usual: true,
      render: application => <Time at={lastsUntil(application)} kind="date" />,
    },
    {
      id: 'createdAt',
      title: t('applications.madeAt'),
      width: 125,
      usual: true,
      sort: 'createdAt',
      render: ({ createdAt }) => <Time at={createdAt} kind="date" />,
    },
    {
      id: 'state',
      title: t('applications.state'),
      width: 90,
      usual: true,
      render: ({ revokedAt }) => (
        <Badge appearance="tint" color={revokedAt ? 'informative' : 'success'}>
          {t(revokedAt ? 'applications.revoked' : 'applications.live')}
        </Badge>
      ),
    },
    { id: 'id', title: t('applications.clientId'), width: 290, render: ({ id }) => id },
  ]
}

function useApplicationFilters(): Filter[] {
  const { t } = useTranslation()
  return [
    { id: 'search', title: t('applications.name') },
    {
      id: 'revoked',
      title: t('applications.state'),
      among: [
        { value: 'false', title: t('applications.live') },
        { value: 'true', title: t('applications.revoked') },
      ],
    },
  ]
}

/** Programs that act for the organization, or for people who sign in to them. */
export function ApplicationsPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const organizationId = useOrganizationId()
  const { values, change } = useListQuery()
  const [adding, setAdding] = useState(false)
  const [added, setAdded] = useState<ApplicationWithSecret>()
  const columns = useApplicationColumns()
  const { shown, ids, choose } = useColumns('applications', columns)
  const filters = useApplicationFilters()
  const { search, revoked } = values
  const order = values['order'] === 'asc' ? 'asc' : 'desc'
  const pages = usePages('GET /api/v1/organizations/{organizationId}/applications', {
    path: { organizationId },
    query: { ...(search && { search }), ...(revoked && { revoked: revoked === 'true' }), order },
  })
  const add = may('applications.manage') && (
    <Button appearance="primary" onClick={() => setAdding(true)}>
      {t('applications.add')}
    </Button>
  )
  return (
    <Page
      title={t('areas.applications')}
      text={t('applications.text')}
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
        name={t('areas.applications')}
        columns={shown}
        idOf={application => application.id}
        pages={pages}
        order={{ sort: 'createdAt', order, onSort: (_, way) => change({ order: way }) }}
        empty={
          <Empty
            title={t(search || revoked ? 'applications.noneMatch' : 'applications.none')}
            text={t('applications.noneText')}
            action={add}
          />
        }
      />
      {adding && <AddApplicationDialog onAdded={setAdded} onClose={() => setAdding(false)} />}
      {added && <AddedDialog application={added} onClose={() => setAdded(undefined)} />}
    </Page>
  )
}
