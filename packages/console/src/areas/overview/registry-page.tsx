import { OtherOverview } from './other-overview.tsx'
import { OverviewPage } from './overview-page.tsx'

/** The first page of those who run the registry. */
export function RegistryPage() {
  return (
    <OverviewPage>
      <OtherOverview />
    </OverviewPage>
  )
}
