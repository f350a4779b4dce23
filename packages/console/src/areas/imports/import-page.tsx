import { Badge, MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import type { Import } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Fault } from '../../parts/fault.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { useOrganizationId } from '../../session/session.ts'
import { ImportButtons } from './import-buttons.tsx'
import { ImportProgress } from './import-progress.tsx'
import { ImportRows } from './import-rows.tsx'
import { hasRows, isMoving, stateColors, wordsOf } from './states.ts'
import { UnderstoodCard } from './understood-card.tsx'
import { UnreadableNotice } from './unreadable-notice.tsx'

/** What the state asks of the reader. */
function Notices({ made }: { readonly made: Import }) {
  const { t } = useTranslation()
  const { state, sameAs } = made
  return (
    <>
      {['ready', 'held', 'cancelled', 'expired'].includes(state) && (
        <MessageBar intent={state === 'held' ? 'warning' : 'info'} layout="multiline">
          <MessageBarBody>{t(`imports.about.${state}`, wordsOf(made))}</MessageBarBody>
        </MessageBar>
      )}
      {sameAs !== undefined && (
        <MessageBar layout="multiline">
          <MessageBarBody>
            {t('imports.sameAs')} <TextLink to={`/imports/${sameAs}`}>{t('imports.sameAsLink')}</TextLink>
          </MessageBarBody>
        </MessageBar>
      )}
      {state === 'unreadable' && made.problem && <UnreadableNotice problem={made.problem} />}
    </>
  )
}

/** An import: how the file was understood, what would become of its rows, how far it is, what has become of them. */
export function ImportPage() {
  const { t } = useTranslation()
  const organizationId = useOrganizationId()
  const { importId = '' } = useParams()
  const above = { to: '/imports', title: t('areas.imports') }
  const read = useRead(
    'GET /api/v1/organizations/{organizationId}/imports/{importId}',
    { path: { organizationId, importId } },
    { refetchInterval: made => (made && isMoving(made) ? 700 : false) },
  )
  const made = read.data
  if (!made)
    return (
      <Page title={t('imports.one')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page
      title={made.fileName}
      above={above}
      text={
        <Badge appearance="tint" color={stateColors[made.state]}>
          {t(`imports.states.${made.state}`, wordsOf(made))}
        </Badge>
      }
      actions={<ImportButtons made={made} organizationId={organizationId} />}
    >
      <ImportProgress made={made} />
      <Notices made={made} />
      <UnderstoodCard
        key={`${made.state} ${JSON.stringify(made.options)}`}
        made={made}
        organizationId={organizationId}
      />
      {hasRows(made) && <ImportRows made={made} organizationId={organizationId} />}
    </Page>
  )
}
