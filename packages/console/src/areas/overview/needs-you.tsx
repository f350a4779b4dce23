import { makeStyles, tokens } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import type { DeviceCounts } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { GoodIcon, WarningIcon } from '../../parts/icons.ts'
import { LoadingRows } from '../../parts/loading.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { useSession, useTenantId } from '../../session/session.ts'

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'grid', gap: '10px' },
  item: { display: 'flex', gap: '10px', alignItems: 'start' },
  warning: { color: tokens.colorStatusWarningForeground1, flexShrink: 0 },
  good: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0 },
})

/** What waits for somebody to decide. */
export function NeedsYou({ counts }: { readonly counts: DeviceCounts | undefined }) {
  const styles = useStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const tenantId = useTenantId()
  const profiles = useRead(
    'GET /api/v1/tenants/{tenantId}/profile-counts',
    { path: { tenantId } },
    { enabled: may('profile.read') },
  ).data
  const asked = { query: { state: 'requested' as const, limit: 100 } }
  const consents = useRead('GET /api/v1/consents', asked, { enabled: may('consent.read') }).data?.items.length ?? 0
  const items = [
    { id: 'consents', count: consents, to: '/consents?state=requested' },
    { id: 'conflicts', count: counts?.inConflict ?? 0, to: '/devices?conflict=true' },
    { id: 'held', count: counts?.held ?? 0, to: '/consents' },
    { id: 'withoutProfile', count: profiles?.withoutProfile ?? 0, to: '/devices?profileId=none' },
  ].filter(item => item.count > 0)
  return (
    <Card title={t('overview.needsYou')}>
      {!counts ? (
        <LoadingRows rows={3} />
      ) : items.length === 0 ? (
        <div className={styles.item}>
          <GoodIcon className={styles.good} aria-hidden /> {t('overview.allGood')}
        </div>
      ) : (
        <ul className={styles.list}>
          {items.map(({ id, count, to }) => (
            <li key={id} className={styles.item}>
              <WarningIcon className={styles.warning} aria-hidden />
              <TextLink to={to}>{t(`overview.needs.${id}`, { count })}</TextLink>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
