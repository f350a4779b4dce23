import { makeStyles } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/use-api.ts'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { useOrganizationId } from '../../session/session.ts'
import { PolicyCard } from './policy-card.tsx'
import { ProvidersCard } from './providers-card.tsx'

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
})

/** How the people of the organization sign in. */
export function SignInPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const path = { organizationId: useOrganizationId() }
  const policy = useRead('GET /api/v1/organizations/{organizationId}/sign-in-policy', { path })
  return (
    <Page title={t('areas.signInPolicy')} text={t('signIn.text')}>
      {policy.error && <Fault error={policy.error} onRetry={() => void policy.refetch()} />}
      <div className={styles.columns}>
        {policy.data ? <PolicyCard policy={policy.data} /> : <LoadingRows rows={4} />}
        <ProvidersCard />
      </div>
    </Page>
  )
}
