import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { Batch, DeviceResult } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useSelection } from '../../parts/list/selection.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNameOf } from '../../parts/names.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { BatchProgress } from '../batches/batch-progress.tsx'
import { isMoving } from '../batches/batch-state.tsx'
import { resultStates, useResultColumns } from '../batches/result-columns.tsx'
import { AnswerBar } from './answer-bar.tsx'

const results = 'GET /api/v1/tenants/{tenantId}/batches/{batchId}/results'

function Devices({ batch, partner }: { readonly batch: Batch; readonly partner: string }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const selection = useSelection()
  const columns = useResultColumns()
  const client = useQueryClient()
  const { values } = useListQuery()
  const status = values['status'] as DeviceResult['status'] | undefined
  const pages = usePages(results, { path: { tenantId, batchId: batch.id }, query: { ...(status && { status }) } })
  const { registered, alreadyRegistered, held, rejected, total } = batch.counts
  const decided = [registered, alreadyRegistered, held, rejected].join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are others when the counts are
  useEffect(() => void client.invalidateQueries({ queryKey: [results] }), [client, decided])
  const answers = may('batch.accept') && batch.state === 'held' && held > 0
  return (
    <>
      {answers && <AnswerBar batch={batch} selection={selection} partner={partner} />}
      <List
        name={t('waiting.devices')}
        columns={columns}
        idOf={row => String(row.position)}
        pages={pages}
        total={status ? undefined : total}
        {...(answers && { selection })}
        empty={<Empty title={t(status ? 'batches.noResultsMatch' : 'batches.noResults')} />}
      />
    </>
  )
}

/** What of a batch waits for the customer, and the answer. */
export function WaitingBatchPage() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const nameOf = useNameOf()
  const { batchId = '' } = useParams()
  const { values, change } = useListQuery()
  const read = useRead(
    'GET /api/v1/tenants/{tenantId}/batches/{batchId}',
    { path: { tenantId, batchId } },
    { refetchInterval: batch => (batch && isMoving(batch) ? 1000 : false) },
  )
  const batch = read.data
  const above = { to: '/waiting-batches', title: t('areas.waiting') }
  if (!batch)
    return (
      <Page title={t('batches.batch')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  const partner = nameOf({ kind: 'partner', id: batch.submitter.id })
  const consent = batch.counts.held - (batch.awaitingAcceptance ?? 0)
  const among = resultStates.map(value => ({ value, title: t(`batches.outcomes.${value}`) }))
  return (
    <Page
      title={batch.name || t('batches.batch')}
      text={t('waiting.from', { name: partner })}
      above={above}
      actions={
        <FilterMenu filters={[{ id: 'status', title: t('batches.result'), among }]} values={values} onChange={change} />
      }
    >
      {consent > 0 && (
        <MessageBar layout="multiline">
          <MessageBarBody>
            {t('waiting.needsConsent', { count: consent })} <TextLink to="/consents">{t('areas.consents')}</TextLink>
          </MessageBarBody>
        </MessageBar>
      )}
      {batch.answer && (
        <MessageBar layout="multiline">
          <MessageBarBody>
            {t(`waiting.answered.${batch.answer.answer}`)} {batch.answer.reason && `“${batch.answer.reason}”`}
          </MessageBarBody>
        </MessageBar>
      )}
      <BatchProgress batch={batch} />
      <Devices batch={batch} partner={partner} />
    </Page>
  )
}
