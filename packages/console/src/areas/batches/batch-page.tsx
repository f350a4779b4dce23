import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { Batch, DeviceResult } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { useCustomerName } from '../../parts/customers.ts'
import { Empty } from '../../parts/empty.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { BatchNotes, BatchProgress } from './batch-progress.tsx'
import { BatchState, isMoving } from './batch-state.tsx'
import { resultStates, useResultColumns } from './result-columns.tsx'

const results = 'GET /api/v1/tenants/{tenantId}/batches/{batchId}/results'

function Results({ batch, tenantId }: { readonly batch: Batch; readonly tenantId: string }) {
  const { t } = useTranslation()
  const { values } = useListQuery()
  const columns = useResultColumns()
  const client = useQueryClient()
  const status = values['status'] as DeviceResult['status'] | undefined
  const path = { tenantId, batchId: batch.id }
  const pages = usePages(results, { path, query: { ...(status && { status }) } })
  const { registered, alreadyRegistered, held, rejected, total } = batch.counts
  const decided = [registered, alreadyRegistered, held, rejected].join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are others when the counts are
  useEffect(() => void client.invalidateQueries({ queryKey: [results] }), [client, decided])
  return (
    <List
      name={t('batches.results')}
      columns={columns}
      idOf={row => String(row.position)}
      pages={pages}
      total={status ? undefined : total}
      empty={<Empty title={t(status ? 'batches.noResultsMatch' : 'batches.noResults')} />}
    />
  )
}

/** A batch: how far it is, for whom it waits, and what became of each device. */
export function BatchPage() {
  const { t } = useTranslation()
  const { tenantId = '', batchId = '' } = useParams()
  const { values, change } = useListQuery()
  const customer = useCustomerName()(tenantId)
  const read = useRead(
    'GET /api/v1/tenants/{tenantId}/batches/{batchId}',
    { path: { tenantId, batchId } },
    { refetchInterval: batch => (!batch || batch.state === 'finished' ? false : isMoving(batch) ? 1000 : 15_000) },
  )
  const batch = read.data
  const above = { to: `/batches?tenantId=${tenantId}`, title: `${t('areas.batches')} – ${customer}` }
  if (!batch)
    return (
      <Page title={t('batches.batch')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  const among = resultStates.map(value => ({ value, title: t(`batches.outcomes.${value}`) }))
  return (
    <Page
      title={batch.name || t('batches.batch')}
      above={above}
      text={<BatchState {...batch} />}
      actions={
        <FilterMenu filters={[{ id: 'status', title: t('batches.result'), among }]} values={values} onChange={change} />
      }
    >
      <BatchNotes batch={batch} customer={customer} />
      <BatchProgress batch={batch} />
      <Results batch={batch} tenantId={tenantId} />
    </Page>
  )
}
