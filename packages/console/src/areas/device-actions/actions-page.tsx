import { Badge } from '@fluentui/react-components'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceAction } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Empty } from '../../parts/empty.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import type { Column } from '../../parts/list/columns.ts'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'
import { useTenantId } from '../../session/session.ts'

const states = ['receiving', 'resolving', 'previewed', 'queued', 'running', 'finished', 'cancelled'] as const

function useActionColumns(): Column<DeviceAction>[] {
  const { t, i18n } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'kind',
        title: t('actions.kind'),
        width: 180,
        render: action => <TextLink to={`/device-actions/${action.id}`}>{t(`actions.kinds.${action.kind}`)}</TextLink>,
      },
      {
        id: 'state',
        title: t('actions.state'),
        width: 140,
        render: action => <Badge appearance="tint">{t(`actions.states.${action.state}`)}</Badge>,
      },
      {
        id: 'total',
        title: t('areas.devices'),
        width: 90,
        render: action => action.counts.total.toLocaleString(i18n.language),
      },
      {
        id: 'done',
        title: t('actions.rowStates.done'),
        width: 90,
        render: action => action.counts.done.toLocaleString(i18n.language),
      },
      {
        id: 'failed',
        title: t('actions.rowStates.failed'),
        width: 90,
        render: action => action.counts.failed.toLocaleString(i18n.language),
      },
      { id: 'reason', title: t('confirm.reason'), width: 220, render: action => action.reason },
      {
        id: 'requestedAt',
        title: t('actions.requestedAt'),
        width: 160,
        render: action => <Time at={action.requestedAt} />,
      },
    ],
    [t, i18n.language],
  )
}

/** What was done, or is being done, to many devices at once. */
export function ActionsPage() {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const { values, change } = useListQuery()
  const columns = useActionColumns()
  const state = values['state'] as DeviceAction['state'] | undefined
  const pages = usePages('GET /api/v1/tenants/{tenantId}/device-actions', {
    path: { tenantId },
    query: { ...(state && { state }) },
  })
  const among = states.map(value => ({ value, title: t(`actions.states.${value}`) }))
  return (
    <Page
      title={t('areas.deviceActions')}
      actions={
        <FilterMenu filters={[{ id: 'state', title: t('actions.state'), among }]} values={values} onChange={change} />
      }
    >
      <List
        name={t('areas.deviceActions')}
        columns={columns}
        idOf={action => action.id}
        pages={pages}
        empty={
          <Empty
            title={t('actions.none')}
            text={t('actions.noneText')}
            action={<LinkButton to="/devices">{t('areas.devices')}</LinkButton>}
          />
        }
      />
    </Page>
  )
}
