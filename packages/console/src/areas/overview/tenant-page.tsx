import { useSession } from '../../session/session.ts'
import { OtherOverview } from './other-overview.tsx'
import { OverviewPage } from './overview-page.tsx'
import { TenantOverview } from './tenant-overview.tsx'

/** The first page of a customer's people. */
export function TenantPage() {
  const { may } = useSession()
  return <OverviewPage>{may('device.read') ? <TenantOverview /> : <OtherOverview />}</OverviewPage>
}
