import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { hashTextOf, ndjsonReport, resolveAtFirstBoot, type SimulatedFactory, simulateFactory } from '@hailport/device'
import { finish, run, start, until } from '../../packages/cli/src/testing/run.ts'
import { type PostgresServer, startPostgres } from '../../packages/registry/src/testing/postgres-server.ts'
import { type Look, lookAtPostgres } from '../../packages/registry/src/testing/rows.ts'
import { Service } from '../service.ts'

const count = 1_500
let service: Service
let server: PostgresServer
let look: Look
before(async () => {
  ;[service, server] = await Promise.all([Service.start(), startPostgres()])
  look = lookAtPostgres(server.url)
})
after(async () => {
  await look.close()
  await service.remove()
  await server.stop()
})

/** A customer with a profile, and a maker with its consent: what it has built, registered and booted. */
async function live(factory: SimulatedFactory) {
  const tenantId = await service.tenant('Fabrikam')
  const [admin, approver] = [
    await service.person(tenantId, ['tenant-admin']),
    await service.person(tenantId, ['consent-approver']),
  ]
  const makers = [...new Set([...factory].map(device => device.fields.SmbiosSystemManufacturer))]
  const makerId = await service.partner('The maker', 'oem', makers)
  const maker = await service.person(makerId, ['factory-reporter', 'registrar', 'partner-admin'])
  const tenant = `/api/v1/tenants/${tenantId}`
  await service.call(201, 'POST', `${tenant}/profiles`, admin, { displayName: 'Standard', isDefault: true })
  await service.upload(`/api/v1/partners/${makerId}/build-reports`, maker, ndjsonReport(factory))
  await service.call(201, 'POST', '/api/v1/consents', maker, { domain: 'fabrikam.example' })
  const [request] = await service.list('/api/v1/consents?state=requested', approver)
  await service.call(200, 'POST', `/api/v1/consents/${request.id}/grant`, approver, {})
  const batch = await service.upload(`${tenant}/batches`, maker, ndjsonReport(factory), 'order-1')
  for (let n = 0; (await service.call(200, 'GET', `${tenant}/batches/${batch.id}`, admin)).state !== 'finished'; n++) {
    assert.ok(n < 600, 'the batch is decided')
    await pause(100)
  }
  // For two seconds the profile of a new device is pending; what is compared must not depend on when.
  for (let n = 0; (await service.list(`${tenant}/devices`, admin)).some(isPending); n++) {
    assert.ok(n < 100, 'the profiles are assigned')
    await pause(100)
  }
  const paths = ['devices', 'batches', `batches/${batch.id}/results`, 'profiles'].map(path => `${tenant}/${path}`)
  return { admin, paths: [...paths, '/api/v1/consents', `/api/v1/organizations/${tenantId}/journal`] }
}

const isPending = (device: { profile?: { status: string } }) => device.profile?.status === 'pending'

async function listsOf({ admin, paths }: Awaited<ReturnType<typeof live>>) {
  const lists: Record<string, unknown[]> = {}
  for (const path of paths) lists[path] = await service.list(path, admin)
  return lists
}

/** How many tables of the target have rows of the copy; 0 before it has begun. */
function tablesBegun(): number {
  try {
    return look.rows('select count(*) as n from store_copy')[0].n
  } catch {
    return 0
  }
}

test('a registry moves from SQLite to PostgreSQL, though the copy is killed on the way', async () => {
  const factory = simulateFactory({ seed: 'moving', count, noTpmRate: 0, vmRate: 0 })
  const party = await live(factory)
  const lists = await listsOf(party)
  assert.equal(lists[party.paths[0] ?? '']?.length, count)
  const copy = ['store', 'copy', '--from', `sqlite:${service.databasePath}`, '--to', server.url]

  const busy = await run(copy)
  assert.equal(busy.code, 1)
  assert.match(busy.stderr, /a service is using it\.\n {2}Stop every service/)
  await service.kill()
  const rehearsed = await run([...copy, '--dry-run', '--json'])
  assert.equal(rehearsed.code, 0, rehearsed.stderr)
  assert.equal(tablesBegun(), 0)

  let kills = 0
  for (const begun of [2, 9, 18]) {
    const child = start(copy)
    const ended = finish(child)
    while (tablesBegun() < begun && child.exitCode === null) await pause(2)
    child.kill('SIGKILL')
    if ((await ended).code === null) kills += 1
  }
  assert.ok(kills > 0, 'it was killed while it was at work')
  const half = await run(['store', 'check', '--database', server.url, '--json'])
  assert.equal(half.code, 2, half.stderr)
  assert.equal(JSON.parse(half.stdout).unfinishedCopy, true)
  const early = await run(['serve', '--data', service.data, '--database', server.url, '--port', '0'])
  assert.equal(early.code, 1)
  assert.match(early.stderr, /a copy that has not been finished/)

  const done = await run([...copy, '--json'])
  assert.equal(done.code, 0, done.stderr)
  const report = JSON.parse(done.stdout)
  assert.deepEqual([report.outcome, report.differenceCount], ['copied', 0])
  assert.ok(
    report.tables.some((each: { copiedBefore: number }) => each.copiedBefore > 0),
    'it went on where it was',
  )
  assert.match(done.stderr, /^Copying \d+ %: \w+ .*\nComparing/ms)
  const { stdout: twice } = await run(copy)
  assert.match(twice, /was finished before/)

  const moved = start([
    'serve',
    '--data',
    service.data,
    '--database',
    server.url,
    '--port',
    '0',
    '--log-level',
    'error',
  ])
  const [, url = ''] = /listens on (http:\S+)\. /.exec(await until(moved, /listens on/)) ?? []
  service.url = url
  assert.deepEqual(await listsOf(party), lists)
  const answer = await resolveAtFirstBoot({ url, hash: hashTextOf(factory.at(7)) })
  assert.equal(answer.status, 'registered')
  assert.match(JSON.stringify(answer), /Standard/)
  moved.kill('SIGTERM')
  assert.equal((await finish(moved)).code, 0)
})
