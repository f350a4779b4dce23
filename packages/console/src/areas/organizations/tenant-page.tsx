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
import { ImportLimitDialog } from './import-limit-dialog.tsx'
import { useOrganizationStyles } from './organization-styles.ts'

/** A customer as operators see it: its name, limits and counts, nothing that it has. */
export function TenantPage() {
  const styles = useOrganizationStyles()
  const { t, i18n } = useTranslation()
  const { may } = useSession()
  const { tenantId = '' } = useParams()
  const [changing, setChanging] = useState(false)
  const above = { to: '/tenants', title: t('areas.tenants') }
  const read = useRead('GET /api/v1/tenants/{tenantId}', { path: { tenantId } })
  const tenant = read.data
  if (!tenant)
    return (
      <Page title={t('organizations.tenant')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page
      title={tenant.name}
      text={tenant.domain}
      above={above}
      actions={
        <>
          {may('people.manage') && (
            <LinkButton to={`/organizations/${tenantId}/people`}>{t('organizations.people')}</LinkButton>
          )}
          <LinkButton to={`/jobs?organizationId=${tenantId}`}>{t('areas.jobs')}</LinkButton>
          {may('organization.manage') && (
            <Button onClick={() => setChanging(true)}>{t('organizations.changeLimit')}</Button>
          )}
        </>
      }
    >
      <div className={styles.grid}>
        <Card
          title={t('organizations.about')}
          actions={
            <CopyButton size="small" text={tenant.id} name={t('organizations.id')}>
              {t('organizations.copyId')}
            </CopyButton>
          }
        >
          <Facts
            facts={[
              [t('organizations.name'), tenant.name],
              [t('organizations.domain'), tenant.domain],
              [t('organizations.id'), tenant.id],
              [t('organizations.createdAt'), <Time key="created" at={tenant.createdAt} />],
              [
                t('organizations.importRows'),
                tenant.importRows?.toLocaleString(i18n.language) ?? t('organizations.usualLimit'),
              ],
            ]}
          />
        </Card>
        <CountsCard organizationId={tenantId} />
      </div>
      {changing && <ImportLimitDialog tenant={tenant} onClose={() => setChanging(false)} />}
    </Page>
  )
}
