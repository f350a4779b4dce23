import { useTranslation } from 'react-i18next'
import type { CustomerBatch, HeldBatch } from '../../api/generated/operations.ts'
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

const among = (values: Values, names: readonly string[]): object =>
  Object.fromEntries(names.filter(name => values[name]).map(name => [name, values[name]]))

/** All batches, of all customers or of one. */
function useAll(values: Values, enabled: boolean) {
  const query = among(values, ['tenantId', 'state', 'name', 'rejected', 'sort', 'order'])
  return usePages('GET /api/v1/batches', { query }, enabled)
}

/** Those in which devices wait, of all customers. */
function useHeld(values: Values, enabled: boolean) {
  const query = among(values, ['name', 'waitsFor', 'sort', 'order'])
  return usePages('GET /api/v1/held-batches', { query }, enabled)
}

function useFilters(tenantId: string, waiting: boolean) {
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
  // For whom devices wait is known of all customers at once, and is a condition of its own.
  const conditions = waiting ? [waitsFor] : [...(tenantId === '' ? [waitsFor] : []), state, rejected]
  return [...conditions, { id: 'name', title: t('batches.name') }]
}

/** What the partner has submitted for its customers. */
export function BatchesPage() {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const { tenantId = '', sort, order } = values
  const waiting = tenantId === '' && values['waitsFor'] !== undefined
  const held = useHeld(values, waiting)
  const all = useAll(values, !waiting)
  const columns = useBatchColumns(tenantId, waiting)
  const filters = useFilters(tenantId, waiting)
  const choose = (chosen: string) => change({ tenantId: chosen, waitsFor: undefined, sort: undefined })
  const filtered = filters.some(({ id }) => values[id])
  return (
    <Page
      title={t('areas.batches')}
      text={t(waiting ? 'batches.textWaiting' : tenantId === '' ? 'batches.textOfAll' : 'batches.textAll')}
      actions={
        <FilterMenu
          filters={filters}
          values={values}
          // What waits sorts otherwise, and has no other states.
          onChange={next =>
            change('waitsFor' in next ? { state: undefined, rejected: undefined, sort: undefined, ...next } : next)
          }
        />
      }
    >
      <CustomerSelect value={tenantId} all={t('batches.allCustomers')} onChange={choose} />
      <FilterChips
        filters={filters}
        values={values}
        onRemove={id => change({ [id]: undefined, ...(id === 'waitsFor' && { sort: undefined }) })}
      />
      <List<CustomerBatch | HeldBatch>
        key={`${tenantId} ${waiting}`}
        name={t('areas.batches')}
        columns={columns}
        idOf={batch => batch.id}
        pages={waiting ? held : all}
        order={{
          sort: sort ?? 'createdAt',
          order: order === 'asc' ? 'asc' : 'desc',
          onSort: (by, way) => change({ sort: by, order: way }),
        }}
        empty={
          <Empty
            title={t(
              waiting
                ? 'batches.noneWait'
                : filtered
                  ? 'batches.noneMatch'
                  : tenantId
                    ? 'batches.none'
                    : 'batches.noneOfAll',
            )}
            text={t('batches.noneText')}
          />
        }
      />
    </Page>
  )
}
