import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { newId } from '../ids.ts'
import { type JobState, jobPatience, jobStates, readQueues, retryJob, takeJob, toProblem } from '../jobs/index.ts'
import { builtInGrants, listJournal, type Principal, registryId } from '../organizations/index.ts'
import { rejectsWith, type TestRegistry, testRegistry } from '../testing/index.ts'
import {
  getOrganizationCounts,
  getRegistryState,
  getStorage,
  getWebhookCounts,
  listJobs,
  listWebhookStandings,
  runJobAgain,
} from './index.ts'
import { partsOf } from './parts.ts'
import { announceServer, readServers, silentMs, withdrawServer } from './servers.ts'

let kit: TestRegistry
before(async () => {
  kit = await testRegistry({ leaseMs: 10_000 })
})
after(() => kit.close())
beforeEach(() => kit.registry.store.write(async tx => void (await tx.db.deleteFrom('jobs').execute())))

const minute = 60_000
const noJob = {
  kind: 'process-batch',
  organization_id: registryId,
  subject_id: registryId,
  state: 'waiting',
  lease_owner: null as string | null,
  lease_until: null as number | null,
  attempts: 0,
  last_error: null as string | null,
  last_error_code: null as string | null,
}

async function addJob(job: Partial<typeof noJob> & { due?: number }): Promise<string> {
  const now = kit.clock.now()
  const { due = 0, ...given } = job
  const id = newId(now)
  const row = { ...noJob, ...given, id, run_after: now + due, created_at: now }
  await kit.registry.store.write(async tx => void (await tx.db.insertInto('jobs').values(row).execute()))
  return id
}

const listed = async (filter: Parameters<typeof listJobs>[2]) =>
  (await listJobs(kit.registry, kit.operator, filter)).items

describe('the state of a job', () => {
  const later = () => kit.clock.now() + 5_000
  const cases: [JobState, string | undefined, () => Partial<typeof noJob> & { due?: number }][] = [
    ['scheduled', undefined, () => ({ due: 1 })],
    ['waiting', undefined, () => ({})],
    ['running', undefined, () => ({ lease_owner: 'a', lease_until: later(), attempts: 7 })],
    ['slow', undefined, () => ({ due: -jobPatience.slowMs, lease_owner: 'a', lease_until: later(), attempts: 1 })],
    ['failed', undefined, () => ({ due: 2000, attempts: 2, last_error: 'Error: x' })],
    ['failed', undefined, () => ({ attempts: 2, last_error: 'Error: x' })],
    ['stuck', 'failing', () => ({ due: 4000, attempts: 3, last_error: 'Error: x' })],
    ['stuck', 'lost', () => ({ lease_owner: 'a', lease_until: kit.clock.now() - minute, attempts: 1 })],
    ['waiting', undefined, () => ({ lease_owner: 'a', lease_until: kit.clock.now() - minute + 1, attempts: 1 })],
    ['stuck', 'not-taken', () => ({ due: -jobPatience.notTakenMs })],
  ]
  test('follows from when it was due, who holds it, and how often it failed', async () => {
    for (const [state, stuckReason, make] of cases) {
      const id = await addJob(make())
      const [job] = await listed({ state })
      assert.deepEqual([job?.id, job?.state, job?.stuckReason], [id, state, stuckReason], JSON.stringify(make()))
      await kit.registry.store.write(async tx => void (await tx.db.deleteFrom('jobs').execute()))
    }
  })
  test('is one, and lists and counts agree on it', async () => {
    for (const [, , make] of cases) await addJob(make())
    const all = await listed({})
    assert.equal(all.length, cases.length)
    const queues = await readQueues(kit.registry)
    for (const state of jobStates) {
      const some = await listed({ state })
      assert.deepEqual(
        some.map(job => job.id),
        all.filter(job => job.state === state).map(job => job.id),
      )
      assert.equal(queues.find(queue => queue.state === state)?.jobs, some.length, state)
    }
  })
})

test('jobs are listed by pages, in any order, for one organization or kind', async () => {
  const tenant = await kit.tenant()
  for (const [n, attempts] of [2, 0, 1].entries())
    await addJob({
      organization_id: tenant.id,
      attempts,
      due: n === 1 ? -50 : n,
      kind: n === 2 ? 'run-order' : 'process-batch',
    })
  await addJob({})
  const own = { organizationId: tenant.id }
  const names = (await listed(own)).map(job => job.organization)
  assert.deepEqual(names, Array(3).fill({ id: tenant.id, kind: 'tenant', name: tenant.name }))
  assert.deepEqual((await listed({ ...own, kind: 'run-order' })).length, 1)
  for (const sort of ['dueAt', 'attempts', 'createdAt'] as const)
    for (const order of ['asc', 'desc'] as const) {
      const whole = await listed({ ...own, sort, order })
      const values = whole.map(job => job[sort])
      assert.deepEqual(
        values,
        [...values].sort((a, b) => (order === 'asc' ? a - b : b - a)),
      )
      const paged: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await listJobs(kit.registry, kit.operator, {
          ...own,
          sort,
          order,
          limit: 1,
          ...(cursor && { cursor }),
        })
        paged.push(...page.items.map(job => job.id))
        cursor = page.nextCursor
        if (cursor === undefined) break
      }
      assert.deepEqual(
        paged,
        whole.map(job => job.id),
      )
    }
})

test('a job that failed again and again is run again at once, and the journal says who wanted it', async () => {
  const id = await addJob({})
  for (let n = 0; n < 3; n++) {
    const lease = await takeJob(kit.registry, 'a')
    assert.ok(lease)
    await rejectsWith('conflict', () => runJobAgain(kit.registry, kit.operator, id, {}))
    await retryJob(kit.registry, lease, new Error('no room'))
    if (n < 2) kit.clock.advance(300_000)
  }
  assert.equal((await listed({ state: 'stuck' }))[0]?.problem?.message, 'no room')
  assert.equal(await takeJob(kit.registry, 'a'), undefined)
  const again = await runJobAgain(kit.registry, kit.operator, id, { reason: 'There is room again' })
  assert.deepEqual([again.attempts, again.dueAt], [0, kit.clock.now()])
  assert.equal((await takeJob(kit.registry, 'a'))?.id, id)
  const journal = await listJournal(kit.registry, kit.operator, registryId, { action: 'job.run-again' })
  assert.deepEqual(
    journal.items.map(entry => [entry.actor.id, entry.subject.id, entry.reason]),
    [[kit.operator.id, id, 'There is room again']],
  )
  await rejectsWith('not_found', () => runJobAgain(kit.registry, kit.operator, newId(), {}))
})

test('only operators look, and auditors of the registry change nothing', async () => {
  const id = await addJob({})
  const tenant = await kit.tenant()
  const admin = await kit.personOf(tenant.id, ['tenant-admin', 'auditor'])
  const auditor: Principal = { ...kit.operator, roles: ['auditor'], grants: builtInGrants(['auditor']) }
  const looks = [
    (by: Principal) => listJobs(kit.registry, by, {}),
    (by: Principal) => getRegistryState(kit.registry, by),
    (by: Principal) => getStorage(kit.registry, by),
    (by: Principal) => getOrganizationCounts(kit.registry, by, tenant.id),
  ]
  for (const look of looks) {
    await rejectsWith('forbidden', () => look(admin))
    await look(auditor)
  }
  for (const by of [admin, auditor]) await rejectsWith('forbidden', () => runJobAgain(kit.registry, by, id, {}))
})

test('what went wrong is told with the remedy of the catalogue, and without values', () => {
  const damaged = toProblem('stored_value_unreadable', 'RegistryError: serial number 4711')
  assert.deepEqual([damaged.code, damaged.message], ['stored_value_unreadable', undefined])
  const unknown = toProblem(null, `SyntaxError: Unexpected token 'x', "x4711-SERIAL" is not valid JSON (PF-123)`)
  assert.deepEqual([unknown.code, unknown.message], ['job_failed', 'Unexpected token …, … is not valid JSON …'])
  assert.match(unknown.remedy, /log/)
})

test('servers are alive while they say so, are shown silent for a day, and go at once when they stop', async () => {
  const { registry, clock } = kit
  const server = (name: string) => ({
    id: newId(clock.now()),
    name,
    version: '1',
    worksJobs: true,
    startedAt: clock.now(),
  })
  const [one, two] = [server('one'), server('two')]
  for (const each of [one, two]) await announceServer(registry, each)
  clock.advance(silentMs - 1)
  await announceServer(registry, one)
  clock.advance(1)
  const alive = async () => Object.fromEntries((await readServers(registry)).map(each => [each.name, each.alive]))
  assert.deepEqual(await alive(), { one: true, two: false })
  await withdrawServer(registry, one.id)
  assert.deepEqual(await alive(), { two: false })
  clock.advance(86_400_000)
  await announceServer(registry, one)
  assert.deepEqual(await alive(), { one: true })
})

test('parts are bad when nobody works or something is stuck', () => {
  const server = { id: '', name: '', version: '', worksJobs: true, startedAt: 0, seenAt: 0, alive: true }
  const queue = { kind: 'process-batch', state: 'running', jobs: 1, oldestDueAt: 0 } as const
  const judge = (seen: Partial<Parameters<typeof partsOf>[0]>) =>
    partsOf({ storeMs: 1, queues: [queue], servers: [server], ...seen }).map(part => part.state)
  assert.deepEqual(judge({}), ['good', 'good', 'good'])
  assert.deepEqual(judge({ storeMs: 5000, servers: [] }), ['warning', 'bad', 'good'])
  assert.deepEqual(judge({ servers: [{ ...server, worksJobs: false }] }), ['good', 'bad', 'good'])
  assert.deepEqual(judge({ servers: [server, { ...server, alive: false }] }), ['good', 'warning', 'good'])
  assert.deepEqual(judge({ queues: [{ ...queue, state: 'slow' }] }), ['good', 'good', 'warning'])
  assert.deepEqual(judge({ queues: [queue, { ...queue, state: 'stuck' }] }), ['good', 'good', 'bad'])
})

test('counts tell how much there is, are kept for a while, and say when they were made', async () => {
  const { registry, operator, clock } = kit
  const tenant = await kit.tenant()
  const partner = await kit.partner('oem')
  const counts = () => getOrganizationCounts(registry, operator, tenant.id)
  const first = await counts()
  assert.deepEqual([first.people.count, first.devices?.count, first.consents.count], [0, 0, 0])
  await kit.grant(tenant.id, partner.id)
  assert.deepEqual(await counts(), first)
  clock.advance(60_001)
  const second = await counts()
  assert.deepEqual([second.people.count, second.consents.count], [1, 1])
  assert.equal(second.measuredAt, clock.now())
  const ofPartner = await getOrganizationCounts(registry, operator, partner.id)
  assert.deepEqual([ofPartner.consents.count, ofPartner.factoryRecords?.count, ofPartner.devices], [1, 0, undefined])
  await rejectsWith('not_found', () => getOrganizationCounts(registry, operator, newId()))
})

test('the state of the registry and its storage are measured', async () => {
  const { registry, operator } = kit
  await addJob({ attempts: 3 })
  const state = await getRegistryState(registry, operator)
  assert.ok(state.tenants.count > 0 && !state.tenants.more)
  assert.equal(state.parts.find(part => part.part === 'jobs')?.state, 'bad')
  const storage = await getStorage(registry, operator)
  const jobs = storage.tables.find(({ table }) => table === 'jobs')
  if (storage.engine === 'sqlite') assert.ok(Number(storage.bytes) > 0)
  else if (storage.engine === 'postgres')
    assert.ok(Number(jobs?.bytes) > 0 && Number(storage.bytes) >= Number(jobs?.bytes))
})

test('webhooks of all organizations: how they stand, by pages and in any order, and how many', async () => {
  const { registry, operator, clock } = kit
  const tenant = await kit.tenant()
  const other = await kit.tenant()
  const now = clock.now()
  const standing = (organization_id: string, ago: number, state: string, failing_since: number | null) => ({
    ...{ webhook_id: newId(now), organization_id, state, reason: state === 'disabled' ? 'gone' : null },
    ...{ changed_at: now - ago, due_at: now + 1_000, lease_owner: null, lease_until: null, failing_since },
    ...{
      last_attempt_at: now - 5,
      last_success_at: null,
      last_problem: failing_since === null ? null : 'HTTP status 503.',
    },
    ...{ replay_after: null, replay_until: null },
  })
  const rows = [
    standing(tenant.id, 40, 'active', null),
    standing(tenant.id, 30, 'active', now - 3_000),
    standing(other.id, 20, 'paused', null),
    standing(other.id, 10, 'disabled', now - 9_000),
  ]
  await registry.store.write(async tx => void (await tx.db.insertInto('webhook_states').values(rows).execute()))
  const ids = rows.map(row => row.webhook_id)
  const found = async (filter: Parameters<typeof listWebhookStandings>[2]) =>
    (await listWebhookStandings(registry, operator, filter)).items.map(({ id }) => ids.indexOf(id))
  assert.deepEqual(await found({}), [3, 2, 1, 0])
  assert.deepEqual(await found({ state: 'active' }), [1, 0])
  assert.deepEqual(await found({ failing: true }), [1])
  assert.deepEqual(await found({ failing: false }), [2, 0])
  assert.deepEqual(await found({ organizationId: other.id, order: 'asc' }), [2, 3])
  assert.deepEqual(await found({ sort: 'failingSinceAt' }), [1, 3, 2, 0])
  for (const sort of ['changedAt', 'failingSinceAt', 'lastAttemptAt', 'lastSuccessAt'] as const) {
    const paged: number[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const query = { sort, limit: 1, order: 'asc', ...(cursor && { cursor }) } as const
      const page = await listWebhookStandings(registry, operator, query)
      paged.push(...page.items.map(({ id }) => ids.indexOf(id)))
      cursor = page.nextCursor
    }
    assert.deepEqual(paged, await found({ sort, order: 'asc' }), sort)
    assert.equal(paged.length, 4)
  }
  const { items } = await listWebhookStandings(registry, operator, { failing: true })
  const { id, ...rest } = items[0] as NonNullable<(typeof items)[0]>
  assert.deepEqual(rest, {
    organization: { id: tenant.id, kind: 'tenant', name: tenant.name },
    ...{ state: 'active', changedAt: now - 30, failingSinceAt: now - 3_000, lastAttemptAt: now - 5 },
    ...{ lastProblem: 'HTTP status 503.', nextAttemptAt: now + 1_000, replaying: false },
  })
  const { measuredAt, ...counts } = await getWebhookCounts(registry, operator)
  assert.deepEqual([measuredAt, counts], [clock.now(), { active: 2, failing: 1, paused: 1, disabled: 1 }])
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  await rejectsWith('forbidden', () => listWebhookStandings(registry, admin, {}))
  await rejectsWith('forbidden', () => getWebhookCounts(registry, admin))
})
