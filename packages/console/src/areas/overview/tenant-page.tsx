import { useSession } from '../../session/session.ts'
import { NeedsYou } from './needs-you.tsx'
import { OtherOverview } from './other-overview.tsx'
import { OverviewPage } from './overview-page.tsx'
import { SubmitterOverview } from './submitter-overview.tsx'
import { TenantOverview } from './tenant-overview.tsx'

/** The first page of a customer's people. */
export function TenantPage() {
  const { may } = useSession()
  if (may('device.read'))
    return (
      <OverviewPage>
        <TenantOverview />
      </OverviewPage>
    )
  const decides = may('batch.accept') || may('consent.read')
  const submits = may('device.submit')
  return (
    <OverviewPage>
      {decides && <NeedsYou />}
      {submits && <SubmitterOverview />}
      {!decides && !submits && <OtherOverview />}
    </OverviewPage>
  )
}
