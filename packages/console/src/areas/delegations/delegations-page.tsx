import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Delegation } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'
import { AskDialog } from './ask-dialog.tsx'
import { DelegationState, delegationStates } from './delegation-state.tsx'
import { useOtherSide } from './other-side.ts'

function useDelegationColumns(): Column<Delegation>[] {
  const { t } = useTranslation()
  const { me } = useSession()
  const otherSide = useOtherSide()
  return [
    {
      id: 'other',
      title: t(me.organization.kind === 'tenant' ? 'delegations.partner' : 'delegations.customer'),
      width: 200,
      render: delegation => <TextLink to={`/delegations/${delegation.id}`}>{otherSide(delegation)}</TextLink>,
    },
    {
      id: 'state',
      title: t('delegations.state'),
      width: 110,
      usual: true,
      render: each => <DelegationState {...each} />,
    },
    {
      id: 'permissions',
      title: t('delegations.rights'),
      width: 90,
      usual: true,
      render: ({ permissions }) => permissions.length,
    },
    {
      id: 'tags',
      title: t('roles.groupTags'),
      width: 150,
      usual: true,
      render: ({ groupTags }) => groupTags?.join(', ') ?? t('roles.anyTags'),
    },
    {
      id: 'until',
      title: t('delegations.until'),
      width: 120,
      usual: true,
      render: ({ expiresAt }) => <Time at={expiresAt} kind="date" />,
    },
    { id: 'reason', title: t('delegations.reason'), width: 220, usual: true, render: ({ reason }) => reason },
    {
      id: 'requestedAt',
      title: t('delegations.requestedAt'),
      width: 120,
      render: ({ requestedAt }) => <Time at={requestedAt} kind="date" />,
    },
  ]
}

/** For customers: what the staff of partners may do. For partners: for which customers. */
export function DelegationsPage() {
  const { t } = useTranslation()
  const { me, may } = useSession()
  const { values, change } = useListQuery()
  const [asking, setAsking] = useState(false)
  const columns = useDelegationColumns()
  const { shown, ids, choose } = useColumns('delegations', columns)
  const { kind } = me.organization
  const state = values['state'] as Delegation['state'] | undefined
  const pages = usePages('GET /api/v1/delegations', { query: { ...(state && { state }) } })
  const among = delegationStates.map(value => ({ value, title: t(`delegations.states.${value}`) }))
  const filters = [{ id: 'state', title: t('delegations.state'), among }]
  const side = kind === 'tenant' ? 'tenant' : 'partner'
  const add = may(kind === 'tenant' ? 'delegation.manage' : 'delegation.request') && (
    <Button appearance="primary" onClick={() => setAsking(true)}>
      {t(`delegations.add.${side}`)}
    </Button>
  )
  return (
    <Page
      title={t('areas.delegations')}
      text={t(`delegations.text.${side}`)}
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
        name={t('areas.delegations')}
        columns={shown}
        idOf={delegation => delegation.id}
        pages={pages}
        empty={
          <Empty
            title={t(state ? 'delegations.noneMatch' : 'delegations.none')}
            text={t(`delegations.noneText.${side}`)}
            action={add}
          />
        }
      />
      {asking && <AskDialog onClose={() => setAsking(false)} />}
    </Page>
  )
}
