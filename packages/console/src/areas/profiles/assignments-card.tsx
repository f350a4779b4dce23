import { Badge, Button, makeStyles } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import type { Assignment, Profile } from '../../api/generated/operations.ts'
import { usePages } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Fault } from '../../parts/fault.tsx'
import { AddIcon, DeleteIcon } from '../../parts/icons.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { useGroups } from '../../parts/rules.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { AssignDialog } from './assign-dialog.tsx'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: '6px' },
  item: { display: 'flex', alignItems: 'center', gap: '8px', minHeight: '32px' },
  badge: { flexShrink: 0 },
  name: { flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
  text: { margin: 0 },
})

function useNameOfGroup(): (id: string | undefined) => string {
  const { t } = useTranslation()
  const groups = useGroups()
  return id => (id === undefined ? t('profiles.toAll') : (groups.find(group => group.id === id)?.displayName ?? id))
}

interface TakeBackProps {
  readonly profile: Profile
  readonly assignment: Assignment
  readonly name: string
  readonly onClose: () => void
}

function TakeBack({ profile, assignment, name, onClose }: TakeBackProps) {
  const { t } = useTranslation()
  const tenantId = useTenantId()
  const client = useQueryClient()
  const takeBack = async () => {
    const path = { tenantId, profileId: profile.id, assignmentId: assignment.id }
    await call('DELETE /api/v1/tenants/{tenantId}/profiles/{profileId}/assignments/{assignmentId}', { path })
    await client.invalidateQueries()
  }
  return (
    <Confirm
      title={t('profiles.takeBackTitle', { name })}
      deed={t('profiles.takeBack')}
      onConfirm={takeBack}
      onClose={onClose}
    >
      {t(assignment.target.kind === 'exclusion' ? 'profiles.takeBackExclusion' : 'profiles.takeBackText')}
    </Confirm>
  )
}

/** For whom a profile is, and for whom not. */
export function AssignmentsCard({ profile }: { readonly profile: Profile }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const nameOf = useNameOfGroup()
  const [adding, setAdding] = useState(false)
  const [takingBack, setTakingBack] = useState<Assignment>()
  const pages = usePages('GET /api/v1/tenants/{tenantId}/profiles/{profileId}/assignments', {
    path: { tenantId, profileId: profile.id },
  })
  const items = pages.data?.pages.flatMap(page => page.items) ?? []
  const mayWrite = may('profile.write')
  const add = mayWrite && (
    <Button appearance="subtle" icon={<AddIcon />} onClick={() => setAdding(true)}>
      {t('profiles.assignDeed')}
    </Button>
  )
  return (
    <Card title={t('profiles.target')} actions={add}>
      {pages.error ? (
        <Fault error={pages.error} onRetry={() => void pages.refetch()} />
      ) : pages.isPending ? (
        <LoadingRows rows={2} />
      ) : items.length === 0 ? (
        <p className={styles.text}>{t(profile.isDefault ? 'profiles.onlyDefault' : 'profiles.assignedToNobody')}</p>
      ) : (
        <ul className={styles.list}>
          {items.map(assignment => {
            const { kind, groupId } = assignment.target
            const name = nameOf(groupId)
            return (
              <li key={assignment.id} className={styles.item}>
                <Badge className={styles.badge} appearance="tint" color={kind === 'exclusion' ? 'warning' : 'success'}>
                  {t(`profiles.kindBadges.${kind}`)}
                </Badge>
                <span className={styles.name}>
                  {groupId ? <TextLink to={`/groups/${groupId}`}>{name}</TextLink> : name}
                </span>
                {mayWrite && (
                  <Button
                    appearance="subtle"
                    icon={<DeleteIcon />}
                    aria-label={`${t('profiles.takeBack')}: ${name}`}
                    onClick={() => setTakingBack(assignment)}
                  />
                )}
              </li>
            )
          })}
        </ul>
      )}
      {pages.hasNextPage && <Button onClick={() => void pages.fetchNextPage()}>{t('list.showMore')}</Button>}
      {adding && <AssignDialog profile={profile} onClose={() => setAdding(false)} />}
      {takingBack && (
        <TakeBack
          profile={profile}
          assignment={takingBack}
          name={nameOf(takingBack.target.groupId)}
          onClose={() => setTakingBack(undefined)}
        />
      )}
    </Card>
  )
}
