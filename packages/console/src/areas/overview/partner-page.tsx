import { useSession } from '../../session/session.ts'
import { OtherOverview } from './other-overview.tsx'
import { OverviewPage } from './overview-page.tsx'
import { PartnerOverview } from './partner-overview.tsx'

/** The first page of a partner's people. */
export function PartnerPage() {
  const { may } = useSession()
  const sees = may('consent.read') || may('device.read')
  return <OverviewPage>{sees ? <PartnerOverview /> : <OtherOverview />}</OverviewPage>
}
