import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { CheckedDeskDevice, DeskRequest } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { Fault } from '../../parts/fault.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { useSelection } from '../../parts/list/selection.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNotify } from '../../parts/notify.ts'
import { Page } from '../../parts/page.tsx'
import { useOrganizationId, useSession } from '../../session/session.ts'
import { RequestState } from './badges.tsx'
import { ChooseRecordDialog } from './choose-record-dialog.tsx'
import { DecideBar } from './decide-bar.tsx'
import { useCheckedDeviceColumns } from './device-columns.tsx'
import { HistoryCard } from './history-card.tsx'
import { MessagesCard } from './messages-card.tsx'
import { ProofCard } from './proof-card.tsx'
import { RequestFacts } from './request-facts.tsx'
import { useRequestLayout } from './request-layout.ts'
import { deviceStates, hasEnded } from './states.ts'

const one = '/api/v1/partners/{partnerId}/desk-requests/{deskRequestId}'

/** What an agent can do with the request as a whole. */
function Deeds({ request }: { readonly request: DeskRequest }) {
  const { t } = useTranslation()
  const { me } = useSession()
  const notify = useNotify()
  const client = useQueryClient()
  const path = { partnerId: request.makerId, deskRequestId: request.id }
  const act = useMutation({
    mutationFn: (deed: 'take' | 'offer-hashes') => call(`POST ${one}/${deed}`, { path }),
    onSuccess: async (_, deed) => {
      notify(t(deed === 'take' ? 'desk.taken' : 'desk.offered'))
      await client.invalidateQueries()
    },
    onError: error => notify(error.message, 'error'),
  })
  const { hashes } = request
  const canOffer = hashes && (hashes.fetchedAt !== undefined || hashes.availableUntilAt < new Date().toISOString())
  return (
    <>
      {!hasEnded(request) && request.takenBy !== me.id && (
        <Button disabled={act.isPending} onClick={() => act.mutate('take')}>
          {t('desk.take')}
        </Button>
      )}
      {canOffer && (
        <Button disabled={act.isPending} onClick={() => act.mutate('offer-hashes')}>
          {t('desk.offer')}
        </Button>
      )}
    </>
  )
}

function Devices({ request }: { readonly request: DeskRequest }) {
  const styles = useRequestLayout()
  const { t } = useTranslation()
  const { may } = useSession()
  const { values, change } = useListQuery()
  const mayDecide = may('desk.work') && request.counts.pending > 0
  const [choosing, setChoosing] = useState<CheckedDeskDevice>()
  const columns = useCheckedDeviceColumns(mayDecide ? setChoosing : undefined)
  const selection = useSelection()
  const { state, serialNumber } = values as { state?: CheckedDeskDevice['state']; serialNumber?: string }
  const query = { ...(state && { state }), ...(serialNumber && { serialNumber }) }
  const path = { partnerId: request.makerId, deskRequestId: request.id }
  const pages = usePages(`GET ${one}/devices`, { path, query })
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
      {mayDecide && <DecideBar request={request} selection={selection} />}
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
        {...(mayDecide && { selection })}
        empty={<Empty title={t('desk.noDevices')} />}
      />
      {choosing && <ChooseRecordDialog request={request} device={choosing} onClose={() => setChoosing(undefined)} />}
    </div>
  )
}

/** A request at the maker's desk: who asks, the proof, each device against the records, and the decision. */
export function DeskRequestPage() {
  const styles = useRequestLayout()
  const { t } = useTranslation()
  const { may } = useSession()
  const partnerId = useOrganizationId()
  const { requestId: deskRequestId = '' } = useParams()
  const read = useRead(
    `GET ${one}`,
    { path: { partnerId, deskRequestId } },
    { refetchInterval: request => (request && hasEnded(request) ? false : 30_000) },
  )
  const request = read.data
  const above = { to: '/desk', title: t('areas.desk') }
  if (!request)
    return (
      <Page title={t('desk.request')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page
      title={t(`desk.titles.${request.kind}`, { count: request.counts.total })}
      above={above}
      text={
        <>
          {request.tenantName} <RequestState {...request} />
        </>
      }
      actions={may('desk.work') && <Deeds request={request} />}
    >
      {request.state === 'waiting' && (
        <MessageBar layout="multiline">
          <MessageBarBody>{t('desk.waitsForAnswer', { name: request.requester.name })}</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.grid}>
        <RequestFacts request={request} side="maker" />
        <ProofCard request={request} side="maker" mayRead />
      </div>
      <Devices request={request} />
      <div className={styles.grid}>
        <MessagesCard request={request} side="maker" />
        <HistoryCard request={request} />
      </div>
    </Page>
  )
}
