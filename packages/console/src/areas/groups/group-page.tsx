import { Button, makeStyles, tokens } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { Group } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { AddIcon, DeleteIcon, EditIcon } from '../../parts/icons.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { type Selection, useSelection } from '../../parts/list/selection.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNotify } from '../../parts/notify.ts'
import { Page } from '../../parts/page.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { AddMembersDialog } from './add-members-dialog.tsx'
import { EffectsCard } from './effects-card.tsx'
import { useMemberColumns } from './member-columns.tsx'

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
  rule: { fontFamily: tokens.fontFamilyMonospace, fontSize: '13px' },
})

function Deeds({ group }: { readonly group: Group }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const client = useQueryClient()
  const navigate = useNavigate()
  const notify = useNotify()
  const [deleting, setDeleting] = useState(false)
  const remove = async () => {
    const path = { tenantId, groupId: group.id }
    await call('DELETE /api/v1/tenants/{tenantId}/groups/{groupId}', { path })
    notify(t('groups.deleted'))
    // What is shown just now is gone, and must not be asked for again.
    await client.invalidateQueries({ refetchType: 'none' })
    await navigate('/groups')
  }
  return (
    <>
      {may('device.read') && <LinkButton to={`/devices?groupId=${group.id}`}>{t('groups.inDevices')}</LinkButton>}
      {may('group.write') && (
        <>
          <LinkButton to={`/groups/${group.id}/edit`} icon={<EditIcon />}>
            {t('shell.edit')}
          </LinkButton>
          <Button icon={<DeleteIcon />} onClick={() => setDeleting(true)}>
            {t('groups.delete')}
          </Button>
        </>
      )}
      {deleting && (
        <Confirm
          title={t('groups.deleteTitle', { name: group.displayName })}
          deed={t('groups.delete')}
          onConfirm={remove}
          onClose={() => setDeleting(false)}
        >
          {t('groups.deleteText')}
        </Confirm>
      )}
    </>
  )
}

/** Adds and removes the devices of a group that has no rule. */
function MemberDeeds({ group, selection }: { readonly group: Group; readonly selection: Selection }) {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const client = useQueryClient()
  const notify = useNotify()
  const [shown, setShown] = useState<'add' | 'remove'>()
  const count = selection.ids.size
  const remove = async () => {
    const path = { tenantId, groupId: group.id }
    const ids = [...selection.ids]
    for (let at = 0; at < ids.length; at += 1000) {
      const body = { deviceIds: ids.slice(at, at + 1000) }
      await call('POST /api/v1/tenants/{tenantId}/groups/{groupId}/members/remove', { path, body })
    }
    selection.clear()
    notify(t('groups.removed', { count }))
    await client.invalidateQueries()
  }
  return (
    <div>
      <Button icon={<AddIcon />} onClick={() => setShown('add')}>
        {t('groups.addMembers')}
      </Button>{' '}
      <Button icon={<DeleteIcon />} disabled={count === 0} onClick={() => setShown('remove')}>
        {t('groups.removeMembers', { count })}
      </Button>
      {shown === 'add' && <AddMembersDialog group={group} onClose={() => setShown(undefined)} />}
      {shown === 'remove' && (
        <Confirm
          title={t('groups.removeTitle', { count })}
          deed={t('groups.remove')}
          onConfirm={remove}
          onClose={() => setShown(undefined)}
        >
          {t('groups.removeText')}
        </Confirm>
      )}
    </div>
  )
}

function Members({ group }: { readonly group: Group }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const { values, change } = useListQuery()
  const selection = useSelection()
  const columns = useMemberColumns()
  const { sort, order } = values
  const query = { groupId: group.id, ...(sort && { sort }), ...(order && { order }) } as object
  const pages = usePages('GET /api/v1/tenants/{tenantId}/devices', { path: { tenantId }, query })
  const counts = useRead('GET /api/v1/tenants/{tenantId}/device-counts', {
    path: { tenantId },
    query: { groupId: group.id },
  })
  const listed = group.kind === 'static'
  const mayWrite = listed && may('group.write')
  return (
    <>
      {mayWrite && <MemberDeeds group={group} selection={selection} />}
      <List
        name={t('groups.members')}
        columns={columns}
        idOf={device => device.id}
        pages={pages}
        total={counts.data?.matching}
        {...(mayWrite && { selection })}
        order={{
          sort: sort ?? 'registeredAt',
          order: order === 'asc' ? 'asc' : 'desc',
          onSort: (by, way) => change({ sort: by, order: way }),
        }}
        empty={
          <Empty title={t('groups.noMembers')} text={t(listed ? 'groups.noMembersListed' : 'groups.noMembersRuled')} />
        }
      />
    </>
  )
}

/** A group: its rule, what it brings, and the devices in it. */
export function GroupPage() {
  const styles = useStyles()
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const { groupId = '' } = useParams()
  const above = { to: '/groups', title: t('areas.groups') }
  const read = useRead('GET /api/v1/tenants/{tenantId}/groups/{groupId}', { path: { tenantId, groupId } })
  const counts = useRead(
    'GET /api/v1/tenants/{tenantId}/device-counts',
    { path: { tenantId }, query: { groupId } },
    { enabled: may('device.read') && read.isSuccess },
  )
  const group = read.data
  if (!group)
    return (
      <Page title={t('groups.group')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page title={group.displayName} text={group.description} above={above} actions={<Deeds group={group} />}>
      <div className={styles.grid}>
        <Card title={t('groups.general')}>
          <Facts
            facts={[
              [t('groups.kind'), t(`groups.kinds.${group.kind}`)],
              ...(group.rule
                ? [
                    [
                      t('groups.rule'),
                      <span key="rule" className={styles.rule}>
                        {group.rule}
                      </span>,
                    ] as const,
                  ]
                : []),
              [t('groups.devices'), counts.data?.matching.toLocaleString(i18n.language)],
              [t('groups.updatedAt'), <Time key="at" at={group.updatedAt} />],
            ]}
          />
        </Card>
        {may('profile.read') && <EffectsCard group={group} />}
      </div>
      {may('device.read') && <Members group={group} />}
    </Page>
  )
}
