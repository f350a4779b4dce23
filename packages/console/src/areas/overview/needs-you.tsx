import { useTranslation } from 'react-i18next'
import type { DeviceCounts } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { NeedsList } from './needs-list.tsx'

/** What waits for somebody to decide. */
export function NeedsYou({ counts }: { readonly counts: DeviceCounts | undefined }) {
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
  ]
  return <Card title={t('overview.needsYou')}>{counts ? <NeedsList items={items} /> : <LoadingRows rows={3} />}</Card>
}
