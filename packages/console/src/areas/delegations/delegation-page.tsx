import { makeStyles } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { Delegation } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { PermissionList } from '../../parts/permissions.tsx'
import { Time } from '../../parts/time.tsx'
import { DelegationState } from './delegation-state.tsx'
import { DelegationToolbar } from './delegation-toolbar.tsx'
import { MembersCard } from './members-card.tsx'
import { useOtherSide } from './other-side.ts'

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 380px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
  column: { display: 'grid', gap: '16px', minWidth: 0 },
})

function AboutCard({ delegation }: { readonly delegation: Delegation }) {
  const { t } = useTranslation()
  const { groupTags, expiresAt, reason, requestedAt, decidedAt, endedAt } = delegation
  const time = (name: string, at: string | undefined) => (at ? [[t(name), <Time key={name} at={at} />] as const] : [])
  return (
    <Card title={t('delegations.about')}>
      <Facts
        facts={[
          [t('delegations.state'), <DelegationState key="state" {...delegation} />],
          [t('delegations.reason'), reason],
          [t('roles.groupTags'), groupTags?.join(', ') ?? t('roles.anyTags')],
          ...time('delegations.until', expiresAt),
          ...time('delegations.requestedAt', requestedAt),
          ...time('delegations.decidedAt', decidedAt),
          ...time('delegations.endedAt', endedAt),
        ]}
      />
    </Card>
  )
}

/** Rights of a partner's staff in a tenant: what they allow, who uses them, and what can be done about them. */
export function DelegationPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const otherSide = useOtherSide()
  const { delegationId = '' } = useParams()
  const path = { delegationId }
  const { data: delegation, error, refetch } = useRead('GET /api/v1/delegations/{delegationId}', { path })
  return (
    <Page
      title={delegation ? otherSide(delegation) : t('delegations.delegation')}
      above={{ to: '/delegations', title: t('areas.delegations') }}
      actions={delegation && <DelegationToolbar delegation={delegation} />}
    >
      {error ? (
        <Fault error={error} onRetry={() => void refetch()} />
      ) : delegation ? (
        <div className={styles.columns}>
          <div className={styles.column}>
            <AboutCard delegation={delegation} />
            <MembersCard delegation={delegation} />
          </div>
          <Card title={t('delegations.rights')}>
            <PermissionList permissions={delegation.permissions} />
          </Card>
        </div>
      ) : (
        <LoadingRows />
      )}
    </Page>
  )
}
