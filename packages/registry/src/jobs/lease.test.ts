import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { newId } from '../ids.ts'
import { type TestRegistry, testRegistry } from '../testing/index.ts'
import { dropJobs, enqueueJob, finishJob, LeaseLostError, renewLease, retryJob, takeJob } from './index.ts'

let kit: TestRegistry
before(async () => {
  kit = await testRegistry({ leaseMs: 10_000 })
})
after(() => kit.close())
beforeEach(() => kit.registry.store.write(async tx => void (await tx.db.deleteFrom('jobs').execute())))

const add = (subjectId = newId(), delay = 0) =>
  kit.registry.store.write(tx =>
    enqueueJob(tx, kit.clock.now(), { kind: 'process-batch', organizationId: newId(), subjectId }, delay),
  )
const rows = () => kit.registry.store.db.selectFrom('jobs').selectAll().execute()

describe('leases', () => {
  test('one of many workers gets a job', async () => {
    await add()
    const taken = await Promise.all(['a', 'b', 'c', 'd'].map(owner => takeJob(kit.registry, owner)))
    assert.equal(taken.filter(lease => lease !== undefined).length, 1)
  })
  test('jobs come oldest first, and not before they are due', async () => {
    const [first, second, later] = [newId(), newId(), newId()]
    await add(later, 5000)
    await add(first)
    kit.clock.advance(1)
    await add(second)
    assert.equal((await takeJob(kit.registry, 'a'))?.subjectId, first)
    assert.equal((await takeJob(kit.registry, 'a'))?.subjectId, second)
    assert.equal(await takeJob(kit.registry, 'a'), undefined)
    kit.clock.advance(5000)
    assert.equal((await takeJob(kit.registry, 'a'))?.subjectId, later)
  })
  test('an expired lease is taken over, and whoever had it can write nothing more', async () => {
    await add()
    const first = await takeJob(kit.registry, 'a')
    assert.ok(first)
    kit.clock.advance(9_999)
    assert.equal(await takeJob(kit.registry, 'b'), undefined)
    kit.clock.advance(1)
    const second = await takeJob(kit.registry, 'b')
    assert.equal(second?.id, first.id)
    assert.equal(second?.attempts, 2)
    const step = kit.registry.store.write(async tx => {
      await enqueueJob(tx, 0, { kind: 'process-batch', organizationId: newId(), subjectId: newId() })
      await renewLease(tx, kit.registry, first)
    })
    await assert.rejects(step, LeaseLostError)
    assert.deepEqual(
      (await rows()).map(row => row.lease_owner),
      ['b'],
    )
    await kit.registry.store.write(tx => finishJob(tx, first))
    await retryJob(kit.registry, first, new Error('late'))
    assert.equal((await rows())[0]?.lease_owner, 'b')
  })
  test('renewal keeps a job beyond its first lease', async () => {
    await add()
    const lease = await takeJob(kit.registry, 'a')
    assert.ok(lease)
    for (let n = 0; n < 5; n++) {
      kit.clock.advance(9000)
      await kit.registry.store.write(tx => renewLease(tx, kit.registry, lease))
      assert.equal(await takeJob(kit.registry, 'b'), undefined)
    }
    await kit.registry.store.write(tx => finishJob(tx, lease))
    assert.deepEqual(await rows(), [])
  })
  test('a failed job comes again after 1 s, 2 s, 4 s … at most 5 min, and remembers why', async () => {
    await add()
    const delays: number[] = []
    for (let n = 0; n < 11; n++) {
      const lease = await takeJob(kit.registry, 'a')
      assert.ok(lease)
      await retryJob(kit.registry, lease, new Error(`failure ${n}`))
      const [row] = await rows()
      assert.equal(row?.last_error, `Error: failure ${n}`)
      const delay = Number(row?.run_after) - kit.clock.now()
      kit.clock.advance(delay - 1)
      assert.equal(await takeJob(kit.registry, 'a'), undefined)
      kit.clock.advance(1)
      delays.push(delay / 1000)
    }
    assert.deepEqual(delays, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
  })
  test('jobs that are not needed any more are taken back, of that kind and subject only', async () => {
    const organizationId = newId()
    const [x, y] = [newId(), newId()]
    await kit.registry.store.write(async tx => {
      for (const subjectId of [x, y])
        for (const kind of ['drop-upload', 'process-batch'] as const)
          await enqueueJob(tx, 0, { kind, organizationId, subjectId })
      await dropJobs(tx, 'drop-upload', organizationId, x)
    })
    const left = (await rows()).map(row => `${row.subject_id} ${row.kind}`)
    assert.deepEqual(left.sort(), [`${x} process-batch`, `${y} drop-upload`, `${y} process-batch`])
  })
})
