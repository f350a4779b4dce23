import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { DeskDevice, DeskRequest } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { useOrganizationId, useSession } from '../../session/session.ts'
import { RequestState } from './badges.tsx'
import { useOwnDeviceColumns } from './device-columns.tsx'
import { HistoryCard } from './history-card.tsx'
import { MessagesCard } from './messages-card.tsx'
import { OwnDeeds } from './own-deeds.tsx'
import { ProofCard } from './proof-card.tsx'
import { RequestFacts } from './request-facts.tsx'
import { useRequestLayout } from './request-layout.ts'
import { SendProof } from './send-proof.tsx'
import { deviceStates, hasEnded, permissionOf } from './states.ts'

/** What the state asks of the reader. */
function Notice({ request }: { readonly request: DeskRequest }) {
  const { t } = useTranslation()
  const { state, hashes, makerName: name } = request
  const about = state === 'decided' && hashes ? (hashes.fetchedAt ? 'fetched' : 'fetch') : state
  return (
    <MessageBar layout="multiline" intent={state === 'waiting' ? 'warning' : 'info'}>
      <MessageBarBody>{t(`desk.about.${about}`, { name })}</MessageBarBody>
    </MessageBar>
  )
}

function Devices({ request }: { readonly request: DeskRequest }) {
  const styles = useRequestLayout()
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const columns = useOwnDeviceColumns(request)
  const { state, serialNumber } = values as { state?: DeskDevice['state']; serialNumber?: string }
  const query = { ...(state && { state }), ...(serialNumber && { serialNumber }) }
  const path = { tenantId: request.tenantId, deskRequestId: request.id }
  const pages = usePages('GET /api/v1/tenants/{tenantId}/desk-requests/{deskRequestId}/devices', { path, query })
  const filters = [
    {
      id: 'state',
      title: t('desk.state'),
      among: deviceStates.map(value => ({ value, title: t(`desk.deviceStates.${value}`) })),
    },
    { id: 'serialNumber', title: t('devices.serialNumber') },
  ]
  return (
    <div className={styles.devices}>
      <div>
        <FilterMenu filters={filters} values={values} onChange={change} />
      </div>
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.devices')}
        columns={columns}
        idOf={device => device.serialNumber}
        pages={pages}
        total={state || serialNumber ? undefined : request.counts.total}
        empty={<Empty title={t('desk.noDevices')} />}
      />
    </div>
  )
}

/** A request to a maker, as who opened it sees it, and the customer whom it is about. */
export function SupportRequestPage() {
  const styles = useRequestLayout()
  const { t } = useTranslation()
  const { may } = useSession()
  const organizationId = useOrganizationId()
  const { tenantId = '', requestId = '' } = useParams()
  const read = useRead(
    'GET /api/v1/tenants/{tenantId}/desk-requests/{deskRequestId}',
    { path: { tenantId, deskRequestId: requestId } },
    { refetchInterval: request => (request && hasEnded(request) ? false : 30_000) },
  )
  const request = read.data
  const isCustomer = organizationId === tenantId
  const above = { to: `/support-requests${isCustomer ? '' : `?tenantId=${tenantId}`}`, title: t('areas.support') }
  if (!request)
    return (
      <Page title={t('desk.request')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  const isRequester = request.requester.id === organizationId
  const mayWork = may(permissionOf(request.kind))
  const isDraft = request.state === 'draft'
  const messages = <MessagesCard request={request} side="requester" />
  const proof = (
    <ProofCard request={request} side="requester" mayRead={isRequester && mayWork}>
      {isRequester && mayWork && !hasEnded(request) && <SendProof request={request} />}
    </ProofCard>
  )
  return (
    <Page
      title={t(`desk.titles.${request.kind}`, { count: request.counts.total })}
      above={above}
      text={
        <>
          {request.makerName} <RequestState {...request} />
        </>
      }
      actions={mayWork && <OwnDeeds request={request} isRequester={isRequester} />}
    >
      <Notice request={request} />
      <div className={styles.grid}>
        <RequestFacts request={request} side="requester" />
        {isDraft ? proof : messages}
      </div>
      <Devices request={request} />
      <div className={styles.grid}>
        {!isDraft && proof}
        <HistoryCard request={request} />
      </div>
    </Page>
  )
}
