import { useSession } from '../../session/session.ts'
import { OtherOverview } from './other-overview.tsx'
import { OverviewPage } from './overview-page.tsx'
import { RegistryOverview } from './registry-overview.tsx'

/** The first page of those who run the registry. */
export function RegistryPage() {
  const { may } = useSession()
  return <OverviewPage>{may('registry.read') ? <RegistryOverview /> : <OtherOverview />}</OverviewPage>
}
