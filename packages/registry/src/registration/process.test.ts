import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { grantConsent, listConsents } from '../consent/index.ts'
import { retryJob, takeJob } from '../jobs/index.ts'
import { bytesOf, device, ndjson, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene, told } from '../testing/scene.ts'
import { startWorker } from '../worker.ts'
import { getBatch, listBatches, submitBatch } from './index.ts'
import { processBatch } from './process.ts'
import { reconsiderHeld } from './reconsider.ts'

let scene: Scene
beforeEach(async () => {
  scene = await makeScene({ chunkRows: 5, leaseMs: 10_000 })
})
afterEach(() => {
  scene.audit()
  return scene.close()
})

const hashes = (count: number) => Array.from({ length: count }, (_, n) => hashRow(device(n)))
const state = () => scene.rows('select state from batches order by id').map(row => row.state)
const decided = () => scene.rows("select count(*) as n from batch_chunks where state = 'done'")[0].n
const take = async (owner: string) => {
  const lease = await takeJob(scene.registry, owner)
  assert.ok(lease)
  return lease
}
/** Stops after so many chunks. */
const stopAfter = (chunks: number) => {
  let asked = 0
  return () => asked++ >= chunks
}
const never = () => false

test('a batch that was stopped between chunks goes on in another worker', async () => {
  await scene.submit(scene.customer, hashes(23))
  await processBatch(scene.registry, await take('a'), stopAfter(2))
  assert.equal(decided(), 2)
  scene.audit()
  scene.clock.advance(10_000)
  await processBatch(scene.registry, await take('b'), never)
  assert.deepEqual(state(), ['finished'])
  assert.equal(scene.rows('select * from registrations').length, 23)
  assert.deepEqual(scene.rows('select * from jobs'), [])
  assert.deepEqual(scene.rows('select count(*) as n from batch_chunks where payload is not null'), [{ n: 0 }])
})

test('a worker that lost its lease changes nothing any more: not the chunks, not a finished batch', async () => {
  const batch = await scene.submit(scene.customer, hashes(12))
  const slow = await take('a')
  await processBatch(scene.registry, slow, stopAfter(1))
  scene.clock.advance(10_000)
  const quick = await take('b')
  await assert.rejects(processBatch(scene.registry, slow, never), { name: 'LeaseLostError' })
  assert.equal(decided(), 1)
  await processBatch(scene.registry, quick, never)
  const after = scene.dump()
  await assert.rejects(processBatch(scene.registry, slow, never), { name: 'LeaseLostError' })
  assert.deepEqual(scene.dump(), after)
  assert.deepEqual(told(await scene.results(batch)), Array(12).fill('registered'))
})

test('a dry run that finished is not started over by a worker that lost its lease', async () => {
  await scene.submit(scene.customer, hashes(12), { dryRun: true })
  const slow = await take('a')
  scene.clock.advance(10_000)
  await processBatch(scene.registry, await take('b'), never)
  const after = scene.dump()
  await assert.rejects(processBatch(scene.registry, slow, never), { name: 'LeaseLostError' })
  assert.deepEqual(scene.dump(), after)
})

test('a dry run that was interrupted forgets nothing of what it would have bound', async () => {
  const rows = [...hashes(7), ...hashes(7)]
  const batch = await scene.submit(scene.customer, rows, { dryRun: true })
  await processBatch(scene.registry, await take('a'), stopAfter(2))
  scene.clock.advance(10_000)
  await processBatch(scene.registry, await take('b'), never)
  assert.deepEqual(told(await scene.results(batch)), [
    ...Array(7).fill('registered'),
    ...Array(7).fill('already_registered device_duplicated'),
  ])
  assert.deepEqual(scene.rows('select registered, already_registered, state from batches'), [
    { registered: 7, already_registered: 7, state: 'finished' },
  ])
})

test('two workers on one store: every row is decided once', async () => {
  const log = { error: (details: object) => assert.fail(JSON.stringify(details)) }
  const workers = [1, 2, 3].map(() => startWorker(scene.registry, log))
  for (let n = 0; n < 6; n++) await scene.submit(scene.customer, hashes(17))
  for (const worker of workers) worker.wake()
  while (scene.rows('select 1 from jobs').length > 0) await pause(2)
  await Promise.all(workers.map(worker => worker.stop()))
  assert.deepEqual(state(), Array(6).fill('finished'))
  assert.equal(scene.rows('select * from registrations').length, 17)
})

test('a worker that stops gives its job back at once; the next start goes on', async () => {
  await scene.submit(scene.customer, hashes(40))
  const log = { error: (details: object) => assert.fail(JSON.stringify(details)) }
  const worker = startWorker(scene.registry, log)
  while (decided() === 0) await pause(1)
  await worker.stop()
  scene.audit()
  assert.deepEqual(scene.rows('select 1 from jobs where lease_owner is not null'), [])
  await scene.work()
  assert.deepEqual(state(), ['finished'])
})

test('a worker outlives a store that fails, and finishes the job later', async () => {
  await scene.submit(scene.customer, hashes(6))
  const { store } = scene.registry
  let writes = 0
  // The job is taken; then its work fails, and so does giving it back.
  const write: typeof store.write = work => {
    writes += 1
    return writes > 1 && writes < 6 ? Promise.reject(new Error('disk full')) : store.write(work)
  }
  const failing = { ...scene.registry, store: { ...store, write } }
  const said: string[] = []
  const worker = startWorker(failing, { error: (_, message) => said.push(message) })
  while (state()[0] !== 'finished') {
    worker.wake()
    scene.clock.advance(1000)
    await pause(5)
  }
  await worker.stop()
  assert.ok(said.length >= 2)
  assert.equal(scene.rows('select * from registrations').length, 6)
})

test('a job that fails in its work is retried, and says why', async () => {
  await scene.submit(scene.customer, hashes(6))
  const broken = { ...scene.registry, vault: { ...scene.registry.vault, open: () => assert.fail('no key') } }
  const said: object[] = []
  const worker = startWorker(broken, { error: details => said.push(details) })
  while (said.length === 0) await pause(1)
  await worker.stop()
  assert.match(scene.rows('select last_error from jobs')[0].last_error, /no key/)
  scene.clock.advance(1000)
  await scene.work()
  assert.deepEqual(state(), ['finished'])
})

test('consent that is granted while the batch is being processed reaches the rows that were held before', async () => {
  await scene.submit(scene.maker, hashes(20), { onMissingConsent: 'hold' })
  const lease = await take('a')
  await processBatch(scene.registry, lease, stopAfter(2))
  assert.deepEqual(scene.rows('select held from batches'), [{ held: 10 }])
  const [request] = (await listConsents(scene.registry, scene.approver, {})).items
  await grantConsent(scene.registry, scene.approver, String(request?.id))
  // Another worker takes the job that the grant left, while the first is still at the batch.
  await reconsiderHeld(scene.registry, await take('b'))
  await processBatch(scene.registry, lease, never)
  await scene.work()
  assert.deepEqual(state(), ['finished'])
  assert.equal(scene.rows('select * from registrations').length, 20)
})

test('formats: what a batch gives is the same from NDJSON, CSV and JSON, cut anywhere', async () => {
  const rows = [hashRow(device(1)), { hardwareHash: 'AAAA' }, hashRow(device(1))]
  const csv = `Device Serial Number,Hardware Hash\r\n${rows.map(row => `,${row.hardwareHash}\r\n`).join('')}`
  const uploads = [
    ['ndjson', ndjson(rows)],
    ['csv', csv],
    ['json', `${JSON.stringify(rows)}\n   \n`],
  ] as const
  for (const [format, text] of uploads) {
    const send = (size: number) =>
      submitBatch(scene.registry, scene.customer.who, scene.customer.id, {
        format,
        body: bytesOf(text, size),
        dryRun: true,
        idempotencyKey: format,
        defaults: { groupTag: 'A', orderId: '7' },
      })
    const batch = await send(1000)
    assert.equal((await send(77)).id, batch.id, 'the same bytes in other pieces are the same upload')
    await scene.work()
    assert.deepEqual(told(await scene.results(batch)), [
      'registered',
      'rejected invalid_hardware_hash',
      'already_registered device_duplicated',
    ])
  }
})

test('defaults of a batch fill what rows leave out', async () => {
  const rows = [{ ...hashRow(device(1)), groupTag: 'own' }, hashRow(device(2))]
  await scene.submit(scene.customer, rows, { defaults: { groupTag: 'A', purchaseOrder: 'PO', orderId: '7' } })
  await scene.work()
  assert.deepEqual(scene.rows('select group_tag, purchase_order, order_id from registrations order by id'), [
    { group_tag: 'own', purchase_order: 'PO', order_id: '7' },
    { group_tag: 'A', purchase_order: 'PO', order_id: '7' },
  ])
})

test('a large batch lets a small one go first after two seconds, and goes on where it was', async () => {
  const large = await scene.submit(scene.customer, hashes(40))
  const lease = await take('a')
  /** Half a second for each chunk. */
  const slow = () => {
    scene.clock.advance(500)
    return false
  }
  scene.clock.advance(1)
  const small = await scene.submit(scene.customer, [hashRow(device(100))])
  await processBatch(scene.registry, lease, slow)
  assert.equal(decided(), 4)
  scene.audit()
  const next = await take('a')
  assert.equal(next.subjectId, small.id)
  await processBatch(scene.registry, next, never)
  const again = await take('a')
  assert.deepEqual([again.subjectId, again.attempts], [large.id, 1])
  await processBatch(scene.registry, again, slow)
  assert.deepEqual(state(), ['finished', 'finished'])
})

test('two large batches whose rows all wait take turns, and come to an end', async () => {
  const slow = () => {
    scene.clock.advance(1500)
    return false
  }
  for (let n = 0; n < 2; n++) await scene.submit(scene.maker, hashes(40), { onMissingConsent: 'hold' })
  let turns = 0
  for (; state().includes('queued') || state().includes('processing'); turns++) {
    assert.ok(turns < 20, 'held chunks are decided over and over')
    await processBatch(scene.registry, await take('a'), slow)
  }
  assert.deepEqual(state(), ['held', 'held'])
  assert.ok(turns > 2)
})

test('a dry run does not give way: it would begin again', async () => {
  await scene.submit(scene.customer, hashes(40), { dryRun: true })
  const lease = await take('a')
  scene.clock.advance(1)
  await scene.submit(scene.customer, hashes(1))
  await processBatch(scene.registry, lease, () => {
    scene.clock.advance(5000)
    return false
  })
  assert.deepEqual(state(), ['finished', 'queued'])
})

test('a batch whose job fails again and again says so, and no more once it goes on', async () => {
  const batch = await scene.submit(scene.customer, hashes(6))
  const problems = async () => [
    (await getBatch(scene.registry, scene.customer.who, scene.customer.id, batch.id)).problem,
    (await listBatches(scene.registry, scene.customer.who, scene.customer.id, {})).items[0]?.problem,
  ]
  for (let n = 0; n < 3; n++) {
    assert.deepEqual(await problems(), [undefined, undefined])
    await retryJob(scene.registry, await take('a'), new TypeError('disk full'))
    scene.clock.advance(300_000)
  }
  const said = 'It is being tried again; the last error was: disk full'
  assert.deepEqual(await problems(), [said, said])
  await scene.work()
  assert.deepEqual(await problems(), [undefined, undefined])
})

test('more rows than a batch may have: body_too_large, and nothing is kept', async () => {
  const own = await makeScene({ chunkRows: 2, batchRows: 5 })
  try {
    for (const dryRun of [false, true])
      await rejectsWith('body_too_large', own.submit(own.customer, hashes(6), { dryRun }))
    assert.deepEqual(own.rows('select * from batches'), [])
    await own.submit(own.customer, hashes(5), { dryRun: true })
  } finally {
    await own.close()
  }
})
