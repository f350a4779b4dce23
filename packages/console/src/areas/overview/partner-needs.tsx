import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useSession } from '../../session/session.ts'
import { NeedsList } from './needs-list.tsx'

/** More than these are not counted one by one. */
const most = 100

interface Counted {
  readonly items: readonly unknown[]
  readonly nextCursor?: string
}

function useNeeds() {
  const { may } = useSession()
  const consents = (state: 'requested' | 'declined' | 'exhausted') => ({ query: { state, limit: most } })
  const asks = { enabled: may('consent.read') }
  const batches = { enabled: may('device.read') }
  const held = (waitsFor: 'acceptance' | 'consent') => ({ query: { waitsFor, limit: most } })
  const requested = useRead('GET /api/v1/consents', consents('requested'), asks)
  const declined = useRead('GET /api/v1/consents', consents('declined'), asks)
  const exhausted = useRead('GET /api/v1/consents', consents('exhausted'), asks)
  const acceptance = useRead('GET /api/v1/held-batches', held('acceptance'), batches)
  const consent = useRead('GET /api/v1/held-batches', held('consent'), batches)
  const reads = [requested, declined, exhausted, acceptance, consent]
  const entry = (id: string, page: Counted | undefined, to: string) => ({
    id,
    count: page?.items.length ?? 0,
    more: page?.nextCursor !== undefined,
    to,
  })
  return {
    loading: reads.some(read => read.isLoading),
    items: [
      entry('unanswered', requested.data, '/customers?state=requested'),
      entry('declined', declined.data, '/customers?state=declined'),
      entry('usedUp', exhausted.data, '/customers?state=exhausted'),
      entry('acceptance', acceptance.data, '/batches?waitsFor=acceptance'),
      entry('consentWaits', consent.data, '/batches?waitsFor=consent'),
    ],
  }
}

/** What waits for somebody of the partner, or for its customers. */
export function PartnerNeeds() {
  const { t } = useTranslation()
  const { loading, items } = useNeeds()
  return <Card title={t('overview.needsYou')}>{loading ? <LoadingRows rows={3} /> : <NeedsList items={items} />}</Card>
}
