import { useTranslation } from 'react-i18next'
import type { Batch, CustomerBatch, HeldBatch } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { CustomerSelect } from '../../parts/customer-select.tsx'
import { Empty } from '../../parts/empty.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { useBatchColumns } from './batch-columns.tsx'
import { batchStates } from './batch-state.tsx'

const waits = ['acceptance', 'consent'] as const
type Values = Readonly<Record<string, string | undefined>>

/** Those that wait, of all customers. */
function useHeld(values: Values, enabled: boolean) {
  const { name, waitsFor, sort, order } = values
  const query = { ...(name && { name }), ...(waitsFor && { waitsFor }), ...(sort && { sort }), ...(order && { order }) }
  return usePages('GET /api/v1/held-batches', { query: query as object }, enabled)
}

/** Those with rejected rows, of all customers. */
function useRejected({ name, sort, order }: Values, enabled: boolean) {
  const query = { rejected: true, ...(name && { name }), ...(sort && { sort }), ...(order && { order }) }
  return usePages('GET /api/v1/batches', { query: query as object }, enabled)
}

/** All of one customer. */
function useOfCustomer(tenantId: string, { name, state }: Values) {
  const query = { ...(name && { name }), ...(state && { state: state as Batch['state'] }) }
  return usePages('GET /api/v1/tenants/{tenantId}/batches', { path: { tenantId }, query }, tenantId !== '')
}

function useFilters(tenantId: string) {
  const { t } = useTranslation()
  const state = {
    id: 'state',
    title: t('batches.state'),
    among: batchStates.map(value => ({ value, title: t(`batches.states.${value}`) })),
  }
  const waitsFor = {
    id: 'waitsFor',
    title: t('batches.waitsFor'),
    among: waits.map(value => ({ value, title: t(`batches.waits.${value}`) })),
  }
  const rejected = {
    id: 'rejected',
    title: t('batches.withRejected'),
    among: [{ value: 'true', title: t('list.true') }],
  }
  return [...(tenantId === '' ? [waitsFor, rejected] : [state]), { id: 'name', title: t('batches.name') }]
}

/** What the partner has submitted for its customers. */
export function BatchesPage() {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const { tenantId = '', sort, order } = values
  const withRejected = tenantId === '' && values['rejected'] === 'true'
  const held = useHeld(values, tenantId === '' && !withRejected)
  const rejected = useRejected(values, withRejected)
  const ofCustomer = useOfCustomer(tenantId, values)
  const columns = useBatchColumns(tenantId)
  const filters = useFilters(tenantId)
  const pages = withRejected ? rejected : tenantId === '' ? held : ofCustomer
  const choose = (chosen: string) =>
    change({
      tenantId: chosen,
      state: undefined,
      waitsFor: undefined,
      rejected: undefined,
      sort: undefined,
      order: undefined,
    })
  const filtered = filters.some(({ id }) => values[id])
  return (
    <Page
      title={t('areas.batches')}
      text={t(withRejected ? 'batches.textRejected' : tenantId === '' ? 'batches.textWaiting' : 'batches.textAll')}
      actions={<FilterMenu filters={filters} values={values} onChange={change} />}
    >
      <CustomerSelect value={tenantId} all={t('batches.allThatWait')} onChange={choose} />
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List<Batch | CustomerBatch | HeldBatch>
        key={`${tenantId} ${withRejected}`}
        name={t('areas.batches')}
        columns={columns}
        idOf={batch => batch.id}
        pages={pages}
        {...(tenantId === '' && {
          order: {
            sort: sort ?? 'createdAt',
            order: order === 'asc' ? ('asc' as const) : ('desc' as const),
            onSort: (by: string, way: 'asc' | 'desc') => change({ sort: by, order: way }),
          },
        })}
        empty={
          <Empty
            title={t(filtered ? 'batches.noneMatch' : tenantId === '' ? 'batches.noneWait' : 'batches.none')}
            text={t('batches.noneText')}
          />
        }
      />
    </Page>
  )
}
