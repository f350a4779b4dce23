import { Badge, Button, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { call, callForFile } from '../../api/call.ts'
import type { DeviceAction } from '../../api/generated/operations.ts'
import { useKeep, usePages, useRead } from '../../api/use-api.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { saveFile } from '../../parts/download.ts'
import { Empty } from '../../parts/empty.tsx'
import { Fault } from '../../parts/fault.tsx'
import { DownloadIcon, UndoIcon } from '../../parts/icons.ts'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { useTenantId } from '../../session/session.ts'
import { ActionProgress } from './action-progress.tsx'
import { useRowColumns } from './row-columns.tsx'

/** States in which something goes on by itself. */
const moving = ['receiving', 'resolving', 'queued', 'running']

function Rows({ action }: { readonly action: DeviceAction }) {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const { values } = useListQuery()
  const columns = useRowColumns()
  const status = values['status'] as 'ready' | undefined
  const client = useQueryClient()
  const operation = 'GET /api/v1/tenants/{tenantId}/device-actions/{actionId}/rows'
  const pages = usePages(operation, { path: { tenantId, actionId: action.id }, query: { ...(status && { status }) } })
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are others in each state
  useEffect(() => void client.invalidateQueries({ queryKey: [operation] }), [client, action.state])
  return (
    <List
      name={t('actions.rows')}
      columns={columns}
      idOf={row => String(row.position)}
      pages={pages}
      total={status ? undefined : action.counts.total}
      exported={false}
      empty={<Empty title={t('actions.noRows')} />}
    />
  )
}

function useDeeds(action: DeviceAction | undefined) {
  const tenantId = useTenantId()
  const client = useQueryClient()
  const navigate = useNavigate()
  const path = { tenantId, actionId: action?.id ?? '' }
  const keep = useKeep('GET /api/v1/tenants/{tenantId}/device-actions/{actionId}')
  return {
    async confirm() {
      const { token = '', count } = action?.confirmation ?? {}
      const body = { token, ...(count !== undefined && { count }) }
      await keep(
        { path },
        await call('POST /api/v1/tenants/{tenantId}/device-actions/{actionId}/confirm', { path, body }),
      )
    },
    async cancel() {
      await call('DELETE /api/v1/tenants/{tenantId}/device-actions/{actionId}', { path })
      // Nothing of it is left to be asked for again.
      await client.invalidateQueries({ refetchType: 'none' })
      await navigate('/devices')
    },
    async undo(reason: string | undefined) {
      const body = reason === undefined ? {} : { reason }
      const undo = await call('POST /api/v1/tenants/{tenantId}/device-actions/{actionId}/undo', { path, body })
      await client.invalidateQueries()
      await navigate(`/device-actions/${undo.id}`)
    },
    async download() {
      const file = await callForFile('GET /api/v1/tenants/{tenantId}/device-actions/{actionId}/rows.csv', { path })
      saveFile(file, `device-action-${path.actionId}.csv`)
    },
  }
}

function Buttons({ action }: { readonly action: DeviceAction }) {
  const { t } = useTranslation()
  const deeds = useDeeds(action)
  const [asked, setAsked] = useState<'confirm' | 'undo'>()
  const cancel = useMutation({ mutationFn: deeds.cancel })
  const { state, kind, counts, undoneBy } = action
  const mayUndo = state === 'finished' && ['change', 'release'].includes(kind) && !undoneBy && counts.done > 0
  const close = () => setAsked(undefined)
  return (
    <>
      {state === 'previewed' && (
        <>
          <Button onClick={() => cancel.mutate()}>{t('actions.giveUp')}</Button>
          <Button appearance="primary" disabled={counts.ready === 0} onClick={() => setAsked('confirm')}>
            {t(`actions.deeds.${kind}`, { count: counts.ready })}
          </Button>
        </>
      )}
      {mayUndo && (
        <Button icon={<UndoIcon />} onClick={() => setAsked('undo')}>
          {t('actions.undo')}
        </Button>
      )}
      {['previewed', 'finished'].includes(state) && (
        <Button icon={<DownloadIcon />} onClick={() => void deeds.download()}>
          {t('actions.file')}
        </Button>
      )}
      {asked === 'confirm' && (
        <Confirm
          title={t(`actions.deeds.${kind}`, { count: counts.ready })}
          deed={t('actions.doIt')}
          count={action.confirmation?.count}
          onConfirm={deeds.confirm}
          onClose={close}
        >
          {t('actions.confirmText', { count: counts.ready, rest: counts.unchanged + counts.refused })}
        </Confirm>
      )}
      {asked === 'undo' && (
        <Confirm title={t('actions.undo')} deed={t('devices.preview')} askReason onConfirm={deeds.undo} onClose={close}>
          {t('actions.undoText')}
        </Confirm>
      )}
    </>
  )
}

/** An action on many devices: its preview, its progress, its result. */
export function ActionPage() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const { actionId = '' } = useParams()
  const read = useRead(
    'GET /api/v1/tenants/{tenantId}/device-actions/{actionId}',
    { path: { tenantId, actionId } },
    { refetchInterval: action => (action && moving.includes(action.state) ? 700 : false) },
  )
  const action = read.data
  if (read.error)
    return (
      <Page title={t('areas.deviceActions')}>
        <Fault error={read.error} onRetry={() => void read.refetch()} />
      </Page>
    )
  if (!action)
    return (
      <Page title={t('areas.deviceActions')}>
        <LoadingRows />
      </Page>
    )
  return (
    <Page
      title={t(`actions.kinds.${action.kind}`)}
      above={{ to: '/device-actions', title: t('areas.deviceActions') }}
      text={<Badge appearance="tint">{t(`actions.states.${action.state}`)}</Badge>}
      actions={<Buttons action={action} />}
    >
      {action.state === 'previewed' && (
        <MessageBar>
          <MessageBarBody>{t('actions.previewText')}</MessageBarBody>
        </MessageBar>
      )}
      <ActionProgress action={action} />
      {!['receiving', 'resolving'].includes(action.state) && <Rows action={action} />}
    </Page>
  )
}
