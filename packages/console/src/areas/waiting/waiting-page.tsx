import { useTranslation } from 'react-i18next'
import type { HeldBatch } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useNameOf } from '../../parts/names.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'

const waits = ['acceptance', 'consent'] as const

function useWaitingColumns(): Column<HeldBatch>[] {
  const { t, i18n } = useTranslation()
  const nameOf = useNameOf()
  const number = (count: number) => count.toLocaleString(i18n.language)
  return [
    {
      id: 'name',
      title: t('batches.name'),
      width: 200,
      sort: 'name',
      render: ({ id, name }) => <TextLink to={`/waiting-batches/${id}`}>{name || id}</TextLink>,
    },
    {
      id: 'partner',
      title: t('waiting.partner'),
      width: 180,
      usual: true,
      render: ({ submitter }) => nameOf({ kind: 'partner', id: submitter.id }),
    },
    {
      id: 'waitsFor',
      title: t('batches.waitsFor'),
      width: 200,
      usual: true,
      render: ({ awaitingAcceptance = 0, counts }) =>
        waits
          .filter(each => (each === 'acceptance' ? awaitingAcceptance > 0 : counts.held > awaitingAcceptance))
          .map(each => t(`waiting.waits.${each}`))
          .join(', '),
    },
    {
      id: 'held',
      title: t('batches.counts.held'),
      width: 100,
      usual: true,
      sort: 'held',
      render: ({ counts }) => number(counts.held),
    },
    {
      id: 'total',
      title: t('batches.counts.total'),
      width: 100,
      usual: true,
      render: ({ counts }) => number(counts.total),
    },
    {
      id: 'heldAt',
      title: t('batches.heldAt'),
      width: 160,
      usual: true,
      sort: 'heldAt',
      render: ({ heldAt }) => <Time at={heldAt} />,
    },
    {
      id: 'createdAt',
      title: t('batches.createdAt'),
      width: 160,
      sort: 'createdAt',
      render: ({ createdAt }) => <Time at={createdAt} />,
    },
  ]
}

/** Batches of partners in which devices wait for the customer. */
export function WaitingPage() {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const columns = useWaitingColumns()
  const { shown, ids, choose } = useColumns('waiting', columns)
  const { waitsFor, name, sort = 'heldAt', order = 'asc' } = values
  const query = { ...(waitsFor && { waitsFor }), ...(name && { name }), sort, order } as object
  const pages = usePages('GET /api/v1/held-batches', { query })
  const filters = [
    {
      id: 'waitsFor',
      title: t('batches.waitsFor'),
      among: waits.map(value => ({ value, title: t(`waiting.waits.${value}`) })),
    },
    { id: 'name', title: t('batches.name') },
  ]
  const filtered = waitsFor !== undefined || name !== undefined
  return (
    <Page
      title={t('areas.waiting')}
      text={t('waiting.text')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          <ColumnsMenu columns={columns} ids={ids} onChoose={choose} />
        </>
      }
    >
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.waiting')}
        columns={shown}
        idOf={batch => batch.id}
        pages={pages}
        order={{
          sort,
          order: order === 'desc' ? 'desc' : 'asc',
          onSort: (by, way) => change({ sort: by, order: way }),
        }}
        empty={
          <Empty
            title={t(filtered ? 'batches.noneMatch' : 'batches.noneWait')}
            {...(!filtered && { text: t('waiting.noneText') })}
          />
        }
      />
    </Page>
  )
}
