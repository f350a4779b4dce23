import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { encodeCursor } from '../page.ts'
import { bytesOf, device, ndjson, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene, told } from '../testing/scene.ts'
import { getBatch, listBatches, listBatchResults, registerDevices, submitBatch } from './index.ts'

let scene: Scene
before(async () => {
  scene = await makeScene({ chunkRows: 3 })
  await scene.consent(scene.maker)
})
after(async () => {
  await scene.work()
  scene.audit()
  return scene.close()
})

const hashes = (from: number, count: number) => Array.from({ length: count }, (_, n) => hashRow(device(from + n)))
const call = (devices: object[], idempotencyKey: string) =>
  registerDevices(scene.registry, scene.maker.who, scene.customer.id, { devices, idempotencyKey })
const upload = (rows: readonly object[], idempotencyKey: string, more: object = {}) =>
  scene.submit(scene.maker, rows, { idempotencyKey, ...more })
const batches = () => scene.rows('select id, state from batches order by id')
const chunkOwners = () => scene.rows('select distinct batch_id from batch_chunks').map(row => row.batch_id)

describe('registerDevices with an idempotency key', () => {
  test('the same call again is answered with the same batch and results', async () => {
    const first = await call([...hashes(0, 2), {}], 'r1')
    const again = await call([...hashes(0, 2), {}], 'r1')
    assert.deepEqual(again, first)
    assert.deepEqual(told(again.results), ['registered', 'registered', 'rejected missing_identifier'])
  })
  test('another body is idempotency_key_reused', async () => {
    await call(hashes(5, 1), 'r2')
    await rejectsWith('idempotency_key_reused', call(hashes(6, 1), 'r2'))
  })
  test('the same call many times at once is done once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => call(hashes(7, 1), 'r3')))
    for (const answer of answers) assert.deepEqual(answer, answers[0])
  })
  test('different calls with one key at once: one is done, the others are refused', async () => {
    const results = await Promise.allSettled([8, 9, 10].map(n => call(hashes(n, 1), 'r4')))
    assert.equal(results.filter(result => result.status === 'fulfilled').length, 1)
    for (const result of results)
      if (result.status === 'rejected') assert.equal(result.reason.code, 'idempotency_key_reused')
  })
  test('a call that used the consent up can be repeated all the same', async () => {
    const partner = await scene.newPartner('csp-direct')
    await scene.consent(partner, { deviceLimit: 1 })
    const input = { devices: hashes(11, 1), idempotencyKey: 'r5' }
    const first = await registerDevices(scene.registry, partner.who, scene.customer.id, input)
    assert.deepEqual(await registerDevices(scene.registry, partner.who, scene.customer.id, input), first)
    const other = { ...input, idempotencyKey: 'r6' }
    await rejectsWith('consent_limit_reached', registerDevices(scene.registry, partner.who, scene.customer.id, other))
  })
  test('keys of two submitters have nothing to do with each other', async () => {
    await call(hashes(12, 1), 'r7')
    const input = { devices: hashes(13, 1), idempotencyKey: 'r7' }
    const own = await registerDevices(scene.registry, scene.customer.who, scene.customer.id, input)
    assert.deepEqual(told(own.results), ['registered'])
  })
})

describe('submitBatch with an idempotency key', () => {
  /** An upload that stops after so many rows until it is let go on. */
  function slowUpload(rows: readonly object[], key: string) {
    const gate = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    async function* body() {
      yield Buffer.from(ndjson(rows.slice(0, 4)))
      reached.resolve()
      await gate.promise
      yield Buffer.from(ndjson(rows.slice(4)))
    }
    const input = { format: 'ndjson', body: body(), idempotencyKey: key } as const
    const done = submitBatch(scene.registry, scene.maker.who, scene.customer.id, input)
    done.catch(() => undefined)
    return { done, reached: reached.promise, goOn: gate.resolve, breakOff: gate.reject }
  }

  test('the same upload again is the same batch, before and after it was processed', async () => {
    const first = await upload(hashes(20, 7), 's1')
    assert.equal(first.counts.total, 7)
    assert.equal((await upload(hashes(20, 7), 's1')).id, first.id)
    await scene.work()
    const again = await upload(hashes(20, 7), 's1')
    assert.equal(again.id, first.id)
    assert.equal(again.state, 'finished')
    assert.equal(again.counts.registered, 7)
  })
  test('another body, or the same with other options, is idempotency_key_reused', async () => {
    await upload(hashes(30, 2), 's2')
    await rejectsWith('idempotency_key_reused', upload(hashes(30, 3), 's2'))
    await rejectsWith('idempotency_key_reused', upload(hashes(30, 2), 's2', { dryRun: true }))
    await rejectsWith('idempotency_key_reused', upload(hashes(30, 2), 's2', { defaults: { groupTag: 'A' } }))
  })
  test('an upload that breaks off leaves nothing, and its key serves again', async () => {
    const before = scene.dump()
    const broken = slowUpload(hashes(40, 9), 's3')
    await broken.reached
    broken.breakOff(new Error('connection lost'))
    await assert.rejects(broken.done, /connection lost/)
    assert.deepEqual(scene.dump(), before)
    assert.equal((await upload(hashes(40, 9), 's3')).counts.total, 9)
  })
  test('an upload whose process died gives its key to the retry, and nothing of it is left', async () => {
    const dead = slowUpload(hashes(50, 9), 's4')
    await dead.reached
    const retried = await upload(hashes(50, 9), 's4')
    assert.equal(retried.counts.total, 9)
    dead.goOn()
    await rejectsWith('conflict', dead.done)
    assert.deepEqual(
      chunkOwners().filter(id => !batches().some(batch => batch.id === id)),
      [],
    )
    await scene.work()
    assert.deepEqual(told(await scene.results(retried)), Array(9).fill('registered'))
  })
  test('the same upload twice at once makes one batch', async () => {
    const results = await Promise.allSettled([1, 2, 3].map(() => upload(hashes(60, 5), 's5')))
    const made = new Set(results.flatMap(result => (result.status === 'fulfilled' ? [result.value.id] : [])))
    assert.equal(made.size, 1)
    for (const result of results) if (result.status === 'rejected') assert.equal(result.reason.code, 'conflict')
    assert.deepEqual(scene.rows("select count(*) as n from batches where idempotency_key = 's5'"), [{ n: 1 }])
  })
  test('what a dead process left of an upload is removed after a day; what goes on is not', async () => {
    const dead = slowUpload(hashes(70, 9), 's6')
    await dead.reached
    const [{ id }] = scene.rows("select id from batches where idempotency_key = 's6'")
    await scene.work()
    assert.ok(chunkOwners().includes(id))
    scene.clock.advance(25 * 3_600_000)
    await scene.work()
    assert.ok(!chunkOwners().includes(id))
    assert.ok(!batches().some(batch => batch.id === id))
    dead.goOn()
    await rejectsWith('conflict', dead.done)
    assert.deepEqual(scene.rows('select * from jobs'), [])
  })
  test('a repeat after the consent is gone still finds its batch', async () => {
    const partner = await scene.newPartner('csp-direct')
    await scene.consent(partner, { expiresAt: scene.clock.now() + 1000 })
    const send = () => scene.submit(partner, hashes(80, 2), { idempotencyKey: 's7' })
    const first = await send()
    scene.clock.advance(1000)
    assert.equal((await send()).id, first.id)
  })
})

test('an unreadable or empty upload is refused and leaves nothing', async () => {
  const before = scene.dump()
  await rejectsWith('unreadable_body', scene.submit(scene.maker, []))
  const input = { format: 'json', body: bytesOf('[{"serialNumber":"x"},') } as const
  await rejectsWith('unreadable_body', submitBatch(scene.registry, scene.maker.who, scene.customer.id, input))
  const small = await makeScene({ batchRows: 3 })
  try {
    await small.consent(small.maker)
    await rejectsWith('body_too_large', small.submit(small.maker, hashes(0, 4)))
    assert.deepEqual(small.rows('select * from batches'), [])
  } finally {
    await small.close()
  }
  assert.deepEqual(scene.dump(), before)
})

test('batches: the tenant sees all, a partner its own, others none; state, name and paging', async () => {
  const named = await scene.submit(scene.customer, hashes(90, 1), { name: 'Spring order' })
  const list = (who: typeof scene.maker.who, filter = {}) => listBatches(scene.registry, who, scene.customer.id, filter)
  assert.deepEqual(
    (await list(scene.customer.who, { name: 'Spring order' })).items.map(batch => batch.id),
    [named.id],
  )
  assert.ok((await list(scene.maker.who)).items.every(batch => batch.submitter.id === scene.maker.id))
  await rejectsWith('not_found', list(scene.other.who))
  await rejectsWith('not_found', list(scene.operator))
  await rejectsWith('not_found', getBatch(scene.registry, scene.maker.who, scene.customer.id, named.id))
  const seen: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await list(scene.customer.who, { limit: 3, ...(cursor && { cursor }) })
    seen.push(...page.items.map(batch => batch.id))
    cursor = page.nextCursor
    if (cursor === undefined) break
  }
  assert.deepEqual(
    seen,
    batches()
      .map(batch => batch.id)
      .reverse(),
  )
  const queued = await list(scene.customer.who, { state: 'queued' })
  assert.ok(queued.items.some(batch => batch.id === named.id))
})

test('results by page and by status', async () => {
  const rows = [...hashes(100, 4), {}, ...hashes(100, 2), {}]
  const batch = await upload(rows, 's8')
  await scene.work()
  for (const limit of [1, 2, 3, 7, 8, 9]) {
    const seen: number[] = []
    for (let cursor: string | undefined; ; ) {
      const filter = { limit, ...(cursor && { cursor }) }
      const page = await listBatchResults(scene.registry, scene.maker.who, scene.customer.id, batch.id, filter)
      seen.push(...page.items.map(result => result.position))
      cursor = page.nextCursor
      if (cursor === undefined) break
    }
    assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6, 7])
  }
  const filter = { status: 'rejected', limit: 1 } as const
  const first = await listBatchResults(scene.registry, scene.maker.who, scene.customer.id, batch.id, filter)
  assert.deepEqual(
    first.items.map(result => result.position),
    [4],
  )
  const next = { ...filter, cursor: String(first.nextCursor) }
  const second = await listBatchResults(scene.registry, scene.maker.who, scene.customer.id, batch.id, next)
  assert.deepEqual(
    second.items.map(result => result.position),
    [7],
  )
  assert.equal(second.nextCursor, undefined)
})

test('a cursor that no list of results returned is refused, not taken for the end', async () => {
  const { batch } = await registerDevices(scene.registry, scene.maker.who, scene.customer.id, {
    devices: [hashRow(device(1))],
  })
  for (const key of [['a'], [null], [-5]])
    await rejectsWith(
      'invalid_request',
      () =>
        listBatchResults(scene.registry, scene.maker.who, scene.customer.id, batch.id, { cursor: encodeCursor(key) }),
      'cursor',
    )
})
