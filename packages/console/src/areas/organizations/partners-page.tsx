import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Partner } from '../../api/generated/operations.ts'
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
import { AddPartnerDialog } from './add-partner-dialog.tsx'
import { partnerKinds } from './partner-kinds.ts'
import { useOrganizationQuery } from './use-organizations.ts'

function usePartnerColumns(): Column<Partner>[] {
  const { t } = useTranslation()
  return [
    {
      id: 'name',
      title: t('organizations.name'),
      width: 220,
      render: ({ id, name }) => <TextLink to={`/partners/${id}`}>{name}</TextLink>,
    },
    {
      id: 'kind',
      title: t('organizations.kind'),
      width: 160,
      usual: true,
      render: ({ kind }) => t(`organizations.kinds.${kind}`),
    },
    {
      id: 'manufacturers',
      title: t('organizations.manufacturers'),
      width: 200,
      usual: true,
      render: ({ manufacturers }) => manufacturers.join(', '),
    },
    {
      id: 'apiRegistration',
      title: t('organizations.apiRegistration'),
      width: 170,
      render: ({ apiRegistration }) => t(`list.${apiRegistration}`),
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

/** Makers and resellers. */
export function PartnersPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const [adding, setAdding] = useState(false)
  const columns = usePartnerColumns()
  const { shown, ids, choose } = useColumns('partners', columns)
  const { values, change, filters, query, filtered, order } = useOrganizationQuery([
    {
      id: 'kind',
      title: t('organizations.kind'),
      among: partnerKinds.map(value => ({ value, title: t(`organizations.kinds.${value}`) })),
    },
  ])
  const pages = usePages('GET /api/v1/partners', { query })
  const add = may('organization.manage') && (
    <Button appearance="primary" onClick={() => setAdding(true)}>
      {t('organizations.addPartner')}
    </Button>
  )
  return (
    <Page
      title={t('areas.partners')}
      text={t('organizations.partnersText')}
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
        name={t('areas.partners')}
        columns={shown}
        idOf={partner => partner.id}
        pages={pages}
        order={order}
        empty={
          <Empty
            title={t(filtered ? 'organizations.noneMatch' : 'organizations.noPartners')}
            text={t('organizations.noPartnersText')}
            action={add}
          />
        }
      />
      {adding && <AddPartnerDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}
