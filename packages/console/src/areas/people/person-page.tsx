import { Badge, makeStyles } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useRead } from '../../api/use-api.ts'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { usePlace } from '../../parts/place.ts'
import { TokensCard } from '../../parts/tokens-card.tsx'
import { useSession } from '../../session/session.ts'
import { ExternalCard } from './external-card.tsx'
import { PersonApplicationsCard } from './person-applications-card.tsx'
import { PersonToolbar } from './person-toolbar.tsx'
import { RightsCard } from './rights-card.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { SignInCard } from './sign-in-card.tsx'

const useStyles = makeStyles({
  columns: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 400px), 1fr))',
    gap: '16px',
    alignItems: 'start',
  },
  column: { display: 'grid', gap: '16px', minWidth: 0 },
})

/** A person: what it may do, how it signs in, and what acts for it. */
export function PersonPage() {
  const styles = useStyles()
  const { t } = useTranslation()
  const { me, may } = useSession()
  const { organizationId, base } = usePlace()
  const { personId = '' } = useParams()
  const path = { organizationId, personId }
  const {
    data: person,
    error,
    refetch,
  } = useRead('GET /api/v1/organizations/{organizationId}/people/{personId}', { path })
  const above = { to: `${base}/people`, title: t('areas.people') }
  if (error)
    return (
      <Page title={t('people.person')} above={above}>
        <Fault error={error} onRetry={() => void refetch()} />
      </Page>
    )
  if (!person)
    return (
      <Page title={t('people.person')} above={above}>
        <LoadingRows />
      </Page>
    )
  const manages = may('people.manage') || me.id === personId
  return (
    <Page
      title={person.name}
      text={
        <>
          {person.email} {person.disabledAt && <Badge appearance="tint">{t('people.disabled')}</Badge>}
        </>
      }
      above={above}
      actions={may('people.manage') && <PersonToolbar person={person} />}
    >
      <div className={styles.columns}>
        <div className={styles.column}>
          <RightsCard person={person} />
          {manages && <TokensCard person={person} />}
        </div>
        {manages && (
          <div className={styles.column}>
            <SignInCard person={person} />
            {may('sign-in.manage') && <ExternalCard person={person} />}
            <SessionsCard person={person} />
            <PersonApplicationsCard person={person} />
          </div>
        )}
      </div>
    </Page>
  )
}
