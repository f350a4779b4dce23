import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskRequest } from '../../api/generated/operations.ts'
import { useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List, type Pages } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { useRequestColumns } from './request-columns.tsx'
import { deskKinds, deskStates, type Side } from './states.ts'

export interface RequestConditions {
  readonly state?: DeskRequest['state']
  readonly kind?: DeskRequest['kind']
  readonly order?: 'asc' | 'desc'
}

/** The conditions as the address has them. */
export function useRequestConditions(): RequestConditions {
  const { state, kind, order } = useListQuery().values as {
    state?: DeskRequest['state']
    kind?: DeskRequest['kind']
    order?: 'asc' | 'desc'
  }
  return { ...(state && { state }), ...(kind && { kind }), ...(order && { order }) }
}

interface RequestListProps {
  readonly side: Side
  readonly title: string
  readonly text: string
  readonly action?: ReactNode
  /** What stands above the list, such as the choice of a customer. */
  readonly above?: ReactNode
  readonly pages: Pages<DeskRequest>
  readonly empty: ReactNode
}

/** A page with requests, of either side. */
export function RequestList({ side, title, text, action, above, pages, empty }: RequestListProps) {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const columns = useRequestColumns(side)
  const { shown, ids, choose } = useColumns(`desk-requests.${side}`, columns)
  const states = side === 'maker' ? deskStates.filter(state => state !== 'draft') : deskStates
  const filters = [
    { id: 'state', title: t('desk.state'), among: states.map(value => ({ value, title: t(`desk.states.${value}`) })) },
    { id: 'kind', title: t('desk.kind'), among: deskKinds.map(value => ({ value, title: t(`desk.kinds.${value}`) })) },
  ]
  return (
    <Page
      title={title}
      text={text}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          <ColumnsMenu columns={columns} ids={ids} onChoose={choose} />
          {action}
        </>
      }
    >
      {above}
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={title}
        columns={shown}
        idOf={request => request.id}
        pages={pages}
        order={{
          sort: side === 'maker' ? 'submittedAt' : 'openedAt',
          order: values['order'] === 'asc' ? 'asc' : 'desc',
          onSort: (_, order) => change({ order }),
        }}
        empty={empty}
      />
    </Page>
  )
}
