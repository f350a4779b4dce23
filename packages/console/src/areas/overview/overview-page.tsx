import { useTranslation } from 'react-i18next'
import { Page } from '../../parts/page.tsx'
import { useSession } from '../../session/session.ts'
import { OtherOverview } from './other-overview.tsx'
import { PartnerOverview } from './partner-overview.tsx'
import { TenantOverview } from './tenant-overview.tsx'

/** What needs somebody, and how things stand. */
export function OverviewPage() {
  const { t } = useTranslation()
  const { me, profile, may } = useSession()
  const { kind } = me.organization
  const tenant = kind === 'tenant' && may('device.read')
  const partner = kind === 'partner' && (may('consent.read') || may('device.read'))
  return (
    <Page title={t('overview.title', { name: profile.organizationName })}>
      {tenant ? <TenantOverview /> : partner ? <PartnerOverview /> : <OtherOverview />}
    </Page>
  )
}
