import { Button } from '@fluentui/react-components'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'
import { CountsCard } from './counts-card.tsx'
import { useOrganizationStyles } from './organization-styles.ts'
import { PartnerDialog } from './partner-dialog.tsx'

/** A maker or reseller as operators see it. */
export function PartnerPage() {
  const styles = useOrganizationStyles()
  const { t } = useTranslation()
  const { may } = useSession()
  const { partnerId = '' } = useParams()
  const [changing, setChanging] = useState(false)
  const above = { to: '/partners', title: t('areas.partners') }
  const read = useRead('GET /api/v1/partners/{partnerId}', { path: { partnerId } })
  const partner = read.data
  if (!partner)
    return (
      <Page title={t('organizations.partner')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page
      title={partner.name}
      text={t(`organizations.kinds.${partner.kind}`)}
      above={above}
      actions={
        <>
          {may('people.manage') && (
            <LinkButton to={`/organizations/${partnerId}/people`}>{t('organizations.people')}</LinkButton>
          )}
          <LinkButton to={`/jobs?organizationId=${partnerId}`}>{t('areas.jobs')}</LinkButton>
          <LinkButton to="/directory">{t('organizations.entry')}</LinkButton>
          {may('organization.manage') && <Button onClick={() => setChanging(true)}>{t('shell.edit')}</Button>}
        </>
      }
    >
      <div className={styles.grid}>
        <Card
          title={t('organizations.about')}
          actions={
            <CopyButton size="small" text={partner.id} name={t('organizations.id')}>
              {t('organizations.copyId')}
            </CopyButton>
          }
        >
          <Facts
            facts={[
              [t('organizations.name'), partner.name],
              [t('organizations.kind'), t(`organizations.kinds.${partner.kind}`)],
              ...(partner.kind === 'oem'
                ? [[t('organizations.manufacturers'), partner.manufacturers.join(', ') || undefined] as const]
                : []),
              [t('organizations.apiRegistration'), t(`list.${partner.apiRegistration}`)],
              [t('organizations.id'), partner.id],
              [t('organizations.createdAt'), <Time key="created" at={partner.createdAt} />],
            ]}
          />
        </Card>
        <CountsCard organizationId={partnerId} />
      </div>
      {changing && <PartnerDialog partner={partner} onClose={() => setChanging(false)} />}
    </Page>
  )
}
