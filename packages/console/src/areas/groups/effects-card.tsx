import { Badge, makeStyles } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { Group } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useProfiles } from '../../parts/rules.ts'
import { TextLink } from '../../parts/text-link.tsx'
import { useTenantId } from '../../session/session.ts'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: '8px' },
  item: { display: 'flex', gap: '8px', alignItems: 'center' },
  badge: { flexShrink: 0 },
  name: { minWidth: 0, overflowWrap: 'anywhere' },
  text: { margin: 0 },
})

/** Which profiles are for the group, and which not. */
export function EffectsCard({ group }: { readonly group: Group }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const profiles = useProfiles()
  const read = useRead('GET /api/v1/tenants/{tenantId}/profile-assignments', {
    path: { tenantId: useTenantId() },
    query: { groupId: group.id, limit: 1000 },
  })
  const items = read.data?.items ?? []
  return (
    <Card title={t('groups.effects')}>
      {read.error ? (
        <Fault error={read.error} onRetry={() => void read.refetch()} />
      ) : !read.data ? (
        <LoadingRows rows={2} />
      ) : items.length === 0 ? (
        <p className={styles.text}>{t('groups.noEffects')}</p>
      ) : (
        <ul className={styles.list}>
          {items.map(({ id, profileId, target }) => (
            <li key={id} className={styles.item}>
              <Badge
                className={styles.badge}
                appearance="tint"
                color={target.kind === 'exclusion' ? 'warning' : 'success'}
              >
                {t(target.kind === 'exclusion' ? 'groups.excluded' : 'groups.gets')}
              </Badge>
              <span className={styles.name}>
                <TextLink to={`/profiles/${profileId}`}>
                  {profiles.find(profile => profile.id === profileId)?.displayName ?? profileId}
                </TextLink>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
