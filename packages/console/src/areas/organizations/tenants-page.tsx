import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Tenant } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'
import { AddTenantDialog } from './add-tenant-dialog.tsx'
import { useOrganizationQuery } from './use-organizations.ts'

function useTenantColumns(): Column<Tenant>[] {
  const { t, i18n } = useTranslation()
  return [
    {
      id: 'name',
      title: t('organizations.name'),
      width: 220,
      render: ({ id, name }) => <TextLink to={`/tenants/${id}`}>{name}</TextLink>,
    },
    { id: 'domain', title: t('organizations.domain'), width: 220, usual: true, render: ({ domain }) => domain },
    {
      id: 'importRows',
      title: t('organizations.importRows'),
      width: 160,
      render: ({ importRows }) => importRows?.toLocaleString(i18n.language),
    },
    { id: 'id', title: t('organizations.id'), width: 300, render: ({ id }) => id },
    {
      id: 'createdAt',
      title: t('organizations.createdAt'),
      width: 140,
      usual: true,
      sort: 'createdAt',
      render: ({ createdAt }) => <Time at={createdAt} kind="date" />,
    },
  ]
}

/** Customers: organizations that devices are registered to. */
export function TenantsPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const [adding, setAdding] = useState(false)
  const columns = useTenantColumns()
  const { shown, ids, choose } = useColumns('tenants', columns)
  const { values, change, filters, query, filtered, order } = useOrganizationQuery([
    { id: 'domain', title: t('organizations.domain') },
  ])
  const pages = usePages('GET /api/v1/tenants', { query })
  const add = may('organization.manage') && (
    <Button appearance="primary" onClick={() => setAdding(true)}>
      {t('organizations.addTenant')}
    </Button>
  )
  return (
    <Page
      title={t('areas.tenants')}
      text={t('organizations.tenantsText')}
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
        name={t('areas.tenants')}
        columns={shown}
        idOf={tenant => tenant.id}
        pages={pages}
        order={order}
        empty={
          <Empty
            title={t(filtered ? 'organizations.noneMatch' : 'organizations.noTenants')}
            text={t('organizations.noTenantsText')}
            action={add}
          />
        }
      />
      {adding && <AddTenantDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}
