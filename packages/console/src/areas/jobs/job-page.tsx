import { Button, Link, MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { call } from '../../api/call.ts'
import type { JobDetail } from '../../api/generated/operations.ts'
import { ApiProblem } from '../../api/problem.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Fault } from '../../parts/fault.tsx'
import { JobState } from '../../parts/job-state.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { useNotify } from '../../parts/notify.ts'
import { OrganizationLink } from '../../parts/organization-link.tsx'
import { Page } from '../../parts/page.tsx'
import { Time } from '../../parts/time.tsx'
import { useSession } from '../../session/session.ts'

/** How often the page looks again, ms. */
const lookMs = 2_000

function RunAgain({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const notify = useNotify()
  const [asking, setAsking] = useState(false)
  const run = async (reason: string | undefined) => {
    const body = reason === undefined ? {} : { reason }
    await call('POST /api/v1/jobs/{jobId}/run', { path: { jobId: job.id }, body })
    notify(t('jobs.runs'))
    await client.invalidateQueries()
  }
  const busy = job.state === 'running' || job.state === 'slow'
  return (
    <>
      <Button
        appearance="primary"
        disabledFocusable={busy}
        {...(busy && { title: t('jobs.busy') })}
        onClick={() => !busy && setAsking(true)}
      >
        {t('jobs.runAgain')}
      </Button>
      {asking && (
        <Confirm
          title={t('jobs.runAgainTitle')}
          deed={t('jobs.runAgain')}
          askReason
          onConfirm={run}
          onClose={() => setAsking(false)}
        >
          {t('jobs.runAgainText')}
        </Confirm>
      )}
    </>
  )
}

/** What went wrong last, and what would help. */
function ProblemBar({ job: { problem, state } }: { readonly job: JobDetail }) {
  const { t } = useTranslation()
  if (!problem) return null
  const { code, title, cause, remedy, message } = problem
  return (
    <MessageBar intent={state === 'stuck' ? 'error' : 'warning'} layout="multiline">
      <MessageBarBody style={{ whiteSpace: 'normal', padding: '8px 0' }}>
        <MessageBarTitle>
          <span lang="en">{title}</span>
        </MessageBarTitle>
        <div lang="en">{cause}</div>
        {message && <div lang="en">{message}</div>}
        <div lang="en">{remedy}</div>
        <div>
          {t('fault.code')}{' '}
          <Link href={`/errors/${code}`} target="_blank" rel="noopener" inline>
            {code}
          </Link>
        </div>
      </MessageBarBody>
    </MessageBar>
  )
}

function JobFacts({ job }: { readonly job: JobDetail }) {
  const { t, i18n } = useTranslation()
  const number = (count: number) => count.toLocaleString(i18n.language)
  const { progress } = job
  return (
    <Card title={t('jobs.about')}>
      <Facts
        facts={[
          [t('jobs.organization'), <OrganizationLink key="organization" organization={job.organization} />],
          ...(progress
            ? [
                [
                  t('jobs.progress'),
                  t('jobs.rows', { done: number(progress.done), total: number(progress.total) }),
                ] as const,
              ]
            : []),
          [t('jobs.attempts'), number(job.attempts)],
          [t('jobs.dueAt'), <Time key="due" at={job.dueAt} />],
          [t('jobs.createdAt'), <Time key="created" at={job.createdAt} />],
          ...(job.worker ? [[t('jobs.worker'), job.worker] as const] : []),
          ...(job.heldUntilAt ? [[t('jobs.heldUntilAt'), <Time key="held" at={job.heldUntilAt} />] as const] : []),
          [t('jobs.subject'), job.subjectId],
          [t('jobs.id'), job.id],
        ]}
      />
    </Card>
  )
}

/** One piece of work: what it is for, what is wrong with it, and what would help. */
export function JobPage() {
  const { t } = useTranslation()
  const { may } = useSession()
  const { jobId = '' } = useParams()
  const above = { to: '/jobs', title: t('areas.jobs') }
  const read = useRead(
    'GET /api/v1/jobs/{jobId}',
    { path: { jobId } },
    { refetchInterval: job => (job ? lookMs : false) },
  )
  const gone = read.error instanceof ApiProblem && read.error.code === 'not_found'
  if (gone)
    return (
      <Page title={t('jobs.one')} above={above}>
        <Empty
          title={t('jobs.done')}
          text={t('jobs.doneText')}
          action={<LinkButton to="/jobs">{t('areas.jobs')}</LinkButton>}
        />
      </Page>
    )
  const job = read.data
  if (!job)
    return (
      <Page title={t('jobs.one')} above={above}>
        {read.error ? <Fault error={read.error} onRetry={() => void read.refetch()} /> : <LoadingRows />}
      </Page>
    )
  return (
    <Page
      title={t(`jobs.kinds.${job.kind}`)}
      above={above}
      text={<JobState state={job.state} />}
      actions={may('registry.operate') && <RunAgain job={job} />}
    >
      {job.stuckReason && (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody style={{ whiteSpace: 'normal' }}>{t(`jobs.why.${job.stuckReason}`)}</MessageBarBody>
        </MessageBar>
      )}
      <ProblemBar job={job} />
      <JobFacts job={job} />
    </Page>
  )
}
