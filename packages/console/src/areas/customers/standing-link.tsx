import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/use-api.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { useOrganizationId, useSession } from '../../session/session.ts'

/** The link by which any customer can give consent, to copy. */
export function StandingLink() {
  const { t } = useTranslation()
  const partnerId = useOrganizationId()
  const enabled = useSession().may('consent.request')
  const link = useRead('GET /api/v1/partners/{partnerId}/consent-link', { path: { partnerId } }, { enabled }).data
  if (!link) return null
  return (
    <CopyButton text={link.url} name={t('customers.standingLinkText')}>
      {t('customers.standingLink')}
    </CopyButton>
  )
}
