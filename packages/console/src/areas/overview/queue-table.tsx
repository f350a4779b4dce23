import { useTranslation } from 'react-i18next'
import type { RegistryState } from '../../api/generated/operations.ts'
import { JobState, jobStates } from '../../parts/job-state.tsx'
import { SmallTable } from '../../parts/small-table.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'

/** How much work waits, by what it is and how it stands; what wants attention first. */
export function QueueTable({ queues }: Pick<RegistryState, 'queues'>) {
  const { t, i18n } = useTranslation()
  if (queues.length === 0) return <p>{t('jobs.none')}</p>
  const sorted = [...queues].sort((a, b) => jobStates.indexOf(a.state) - jobStates.indexOf(b.state))
  return (
    <SmallTable
      name={t('overview.queues')}
      items={sorted}
      idOf={({ kind, state }) => `${kind} ${state}`}
      columns={[
        {
          id: 'kind',
          title: t('jobs.kind'),
          render: ({ kind, state }) => (
            <TextLink to={`/jobs?kind=${kind}&state=${state}`}>{t(`jobs.kinds.${kind}`)}</TextLink>
          ),
        },
        { id: 'state', title: t('jobs.state'), render: ({ state }) => <JobState state={state} /> },
        {
          id: 'jobs',
          title: t('areas.jobs'),
          number: true,
          render: ({ jobs }) => jobs.toLocaleString(i18n.language),
        },
        { id: 'oldest', title: t('jobs.dueAt'), render: ({ oldestDueAt }) => <Time at={oldestDueAt} kind="ago" /> },
      ]}
    />
  )
}
