import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job, RegistryState } from '../../api/generated/operations.ts'
import { usePages, useRead } from '../../api/use-api.ts'
import { CountChips } from '../../parts/count-chips.tsx'
import { Empty } from '../../parts/empty.tsx'
import { JobState, jobStates } from '../../parts/job-state.tsx'
import { type Column, useColumns } from '../../parts/list/columns.ts'
import { ColumnsMenu } from '../../parts/list/columns-menu.tsx'
import { FilterChips } from '../../parts/list/filter-chips.tsx'
import { FilterMenu } from '../../parts/list/filter-menu.tsx'
import { List } from '../../parts/list/list.tsx'
import { useListQuery } from '../../parts/list/query.ts'
import { OrganizationLink } from '../../parts/organization-link.tsx'
import { Page } from '../../parts/page.tsx'
import { TextLink } from '../../parts/text-link.tsx'
import { Time } from '../../parts/time.tsx'

/** How often the page looks again, ms. */
const lookMs = 10_000

function useJobColumns(): Column<Job>[] {
  const { t } = useTranslation()
  const time = (id: 'dueAt' | 'createdAt', usual: boolean): Column<Job> => ({
    id,
    title: t(`jobs.${id}`),
    width: 165,
    usual,
    sort: id,
    render: job => <Time at={job[id]} />,
  })
  return [
    {
      id: 'kind',
      title: t('jobs.kind'),
      width: 250,
      render: ({ id, kind }) => <TextLink to={`/jobs/${id}`}>{t(`jobs.kinds.${kind}`)}</TextLink>,
    },
    { id: 'state', title: t('jobs.state'), width: 115, usual: true, render: job => <JobState state={job.state} /> },
    {
      id: 'organization',
      title: t('jobs.organization'),
      width: 160,
      usual: true,
      render: ({ organization }) => <OrganizationLink organization={organization} />,
    },
    {
      id: 'problem',
      title: t('jobs.problem'),
      width: 220,
      usual: true,
      render: ({ problem }) => problem && <span lang="en">{problem.title}</span>,
    },
    {
      id: 'attempts',
      title: t('jobs.attempts'),
      width: 100,
      usual: true,
      sort: 'attempts',
      render: job => job.attempts,
    },
    time('dueAt', true),
    time('createdAt', false),
    { id: 'worker', title: t('jobs.worker'), width: 110, render: job => job.worker?.slice(0, 8) },
  ]
}

function StateChips({ state, chosen, onChoose }: StateChipsProps) {
  const { t } = useTranslation()
  const count = (each: Job['state']) =>
    state?.queues.reduce((sum, queue) => sum + (queue.state === each ? queue.jobs : 0), 0)
  return (
    <CountChips
      name={t('jobs.byState')}
      chips={jobStates.map(id => ({
        id,
        title: t(`jobs.states.${id}`),
        count: count(id),
        chosen: chosen === id,
        onChoose: () => onChoose(chosen === id ? undefined : id),
      }))}
    />
  )
}

interface StateChipsProps {
  readonly state: RegistryState | undefined
  readonly chosen: string | undefined
  readonly onChoose: (state: string | undefined) => void
}

/** Work in the background, of all organizations. */
export function JobsPage() {
  const { t } = useTranslation()
  const { values, change } = useListQuery()
  const columns = useJobColumns()
  const { shown, ids, choose } = useColumns('jobs', columns)
  const { state, kind, organizationId, sort, order } = values
  const query = {
    ...(state && { state }),
    ...(kind && { kind }),
    ...(organizationId && { organizationId }),
    ...(sort && { sort }),
    ...(order && { order }),
  } as object
  const registry = useRead('GET /api/v1/registry/state', {}, { refetchInterval: () => lookMs })
  const pages = usePages('GET /api/v1/jobs', { query })
  const measuredAt = registry.data?.measuredAt
  const { refetch } = pages
  useEffect(() => {
    if (measuredAt) void refetch()
  }, [measuredAt, refetch])
  const filters = [
    {
      id: 'state',
      title: t('jobs.state'),
      among: jobStates.map(value => ({ value, title: t(`jobs.states.${value}`) })),
    },
    {
      id: 'kind',
      title: t('jobs.kind'),
      among: (registry.data?.jobKinds ?? []).map(value => ({ value, title: t(`jobs.kinds.${value}`) })),
    },
    { id: 'organizationId', title: t('jobs.organizationId') },
  ]
  return (
    <Page
      title={t('areas.jobs')}
      text={t('jobs.text')}
      actions={
        <>
          <FilterMenu filters={filters} values={values} onChange={change} />
          <ColumnsMenu columns={columns} ids={ids} onChoose={choose} />
        </>
      }
    >
      <StateChips state={registry.data} chosen={state} onChoose={chosen => change({ state: chosen })} />
      <FilterChips filters={filters} values={values} onRemove={id => change({ [id]: undefined })} />
      <List
        name={t('areas.jobs')}
        columns={shown}
        idOf={job => job.id}
        pages={pages}
        order={{
          sort: sort ?? 'dueAt',
          order: order === 'desc' ? 'desc' : 'asc',
          onSort: (by, way) => change({ sort: by, order: way }),
        }}
        empty={
          <Empty
            title={t(state || kind || organizationId ? 'jobs.noneMatch' : 'jobs.none')}
            text={t('jobs.noneText')}
          />
        }
      />
    </Page>
  )
}
