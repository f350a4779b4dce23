import { useTranslation } from 'react-i18next'
import type { DeviceCounts } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useSession, useTenantId } from '../../session/session.ts'
import { NeedsList } from './needs-list.tsx'

interface Counted {
  readonly items: readonly unknown[]
  readonly nextCursor?: string
}

/** More than these are not counted one by one. */
const most = 100

/** What waits for somebody to decide, as far as the person may. @param counts absent for those who see no devices. */
export function NeedsYou({ counts }: { readonly counts?: DeviceCounts | undefined }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const path = { tenantId: useTenantId() }
  const profiles = useRead(
    'GET /api/v1/tenants/{tenantId}/profile-counts',
    { path },
    { enabled: may('profile.read') && may('device.read') },
  )
  const requested = { query: { state: 'requested' as const, limit: most } }
  const consents = useRead('GET /api/v1/consents', requested, { enabled: may('consent.read') })
  const acceptance = { query: { waitsFor: 'acceptance' as const, limit: most } }
  const held = useRead('GET /api/v1/held-batches', acceptance, { enabled: may('batch.accept') })
  const submitted = useRead(
    'GET /api/v1/tenants/{tenantId}/submissions',
    { path, query: { state: 'pending', limit: most } },
    { enabled: may('device.register') },
  )
  const entry = (id: string, read: { readonly data: Counted | undefined }, to: string) => ({
    id,
    count: read.data?.items.length ?? 0,
    more: read.data?.nextCursor !== undefined,
    to,
  })
  const items = [
    entry('consents', consents, '/consents?state=requested'),
    entry('toAccept', held, '/waiting-batches?waitsFor=acceptance'),
    entry('submissions', submitted, '/submissions?state=pending'),
    { id: 'conflicts', count: counts?.inConflict ?? 0, to: '/devices?conflict=true' },
    { id: 'held', count: counts?.held ?? 0, to: '/waiting-batches' },
    { id: 'withoutProfile', count: profiles.data?.withoutProfile ?? 0, to: '/devices?profileId=none' },
  ]
  const loading = [profiles, consents, held, submitted].some(read => read.isLoading) || (may('device.read') && !counts)
  return <Card title={t('overview.needsYou')}>{loading ? <LoadingRows rows={3} /> : <NeedsList items={items} />}</Card>
}
