import { useTranslation } from 'react-i18next'
import type { Job, RegistryState } from '../../api/generated/operations.ts'
import { useRead } from '../../api/use-api.ts'
import { Card } from '../../parts/card.tsx'
import { LoadingRows } from '../../parts/loading.tsx'
import { NeedsList } from './needs-list.tsx'

/** More than these are not counted one by one. */
const most = 100

/** How many jobs are in one of these states. */
export const jobsIn = ({ queues }: Pick<RegistryState, 'queues'>, ...states: Job['state'][]): number =>
  queues.reduce((sum, queue) => sum + (states.includes(queue.state) ? queue.jobs : 0), 0)

/** What somebody who runs the registry should look at. */
export function RegistryNeeds({ state }: { readonly state: RegistryState | undefined }) {
  const { t } = useTranslation()
  const keys = useRead('GET /api/v1/signing-keys', {})
  const waiting = useRead('GET /api/v1/directory-entries', { query: { state: 'waiting', limit: most } })
  const entries = waiting.data
  if (!state || keys.isLoading || waiting.isLoading)
    return (
      <Card title={t('overview.needsYou')}>
        <LoadingRows rows={3} />
      </Card>
    )
  const working = state.servers.some(({ alive, worksJobs }) => alive && worksJobs)
  return (
    <Card title={t('overview.needsYou')}>
      <NeedsList
        items={[
          { id: 'noWorker', count: working ? 0 : 1, to: '/servers' },
          { id: 'stuckJobs', count: jobsIn(state, 'stuck'), to: '/jobs?state=stuck' },
          { id: 'slowJobs', count: jobsIn(state, 'slow'), to: '/jobs?state=slow' },
          { id: 'silentServers', count: state.servers.filter(({ alive }) => !alive).length, to: '/servers' },
          { id: 'overdueKey', count: keys.data?.overdue ? 1 : 0, to: '/keys' },
          {
            id: 'entriesWait',
            count: entries?.items.length ?? 0,
            more: entries?.nextCursor !== undefined,
            to: '/directory?state=waiting',
          },
        ]}
      />
    </Card>
  )
}
