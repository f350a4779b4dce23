import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { listDevices } from '../registration/index.ts'
import { device } from '../testing/index.ts'
import { hashRow, makeScene, type Scene } from '../testing/scene.ts'
import { startWorker } from '../worker.ts'
import {
  type ActionInput,
  beginAction,
  confirmAction,
  type DeviceAction,
  getAction,
  listActionRows,
  readReceipt,
  undoAction,
} from './index.ts'

const count = 10_000

let scene: Scene
before(async () => {
  scene = await makeScene({ chunkRows: 500 })
  await scene.submit(
    scene.customer,
    Array.from({ length: count }, (_, n) => hashRow(device(n + 1))),
  )
  await scene.work()
})
after(() => scene.close())

const at = () => [scene.registry, scene.customer.who, scene.customer.id] as const

/** Lets workers work until the action is there, and stops each of them after a moment, in the middle. @returns how many it took. */
async function workInPieces(id: string, until: DeviceAction['state']): Promise<number> {
  for (let workers = 1; ; workers++) {
    const errors: unknown[] = []
    const worker = startWorker(scene.registry, { error: details => errors.push(details) })
    await pause(60)
    await worker.stop()
    assert.deepEqual(errors, [])
    if ((await getAction(...at(), id)).state === until) return workers
  }
}

async function run(begun: DeviceAction): Promise<DeviceAction> {
  await workInPieces(begun.id, 'previewed')
  const shown = await getAction(...at(), begun.id)
  assert.equal(shown.counts.ready, count)
  await confirmAction(...at(), begun.id, shown.confirmation ?? { token: '' })
  assert.ok((await workInPieces(begun.id, 'finished')) > 1, 'workers were stopped in the middle')
  const done = await getAction(...at(), begun.id)
  assert.deepEqual(done.counts, { total: count, ready: count, unchanged: 0, refused: 0, done: count, failed: 0 })
  const results: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listActionRows(...at(), begun.id, { limit: 1000, status: 'done', ...(cursor && { cursor }) })
    results.push(...page.items.map(row => String(row.deviceId)))
    cursor = page.nextCursor
    if (cursor === undefined) break
  }
  assert.equal(new Set(results).size, count)
  assert.match((await readReceipt(...at(), begun.id)).resultDigest, /^[0-9a-f]{64}$/)
  return done
}
const begin = (input: ActionInput) => beginAction(...at(), input, { filter: {} })

/** Devices that are registered, and entries of the journal that an action has made. */
const registered = () => scene.rows('select count(*) as n from registrations')[0].n
const tagged = () => scene.rows('select count(*) as n from registrations where group_tag is not null')[0].n
const entries = (id: string, action: string) =>
  scene.rows(
    'select count(*) as n, count(distinct subject_id) as d from journal where request_id = ? and action = ?',
    id,
    action,
  )[0]

test('ten thousand devices are tagged, released and had back; workers that stop in the middle repeat and lose nothing', async () => {
  const tag = await run(await begin({ kind: 'change', change: { groupTag: 'Fleet' } }))
  assert.equal(tagged(), count)
  assert.deepEqual(entries(tag.id, 'device.updated'), { n: count, d: count })

  const release = await run(await begin({ kind: 'release' }))
  assert.deepEqual([registered(), entries(release.id, 'device.deregistered')], [0, { n: count, d: count }])
  assert.deepEqual(scene.rows('select * from identities limit 1'), [])
  assert.deepEqual(scene.rows('select * from registration_hashes limit 1'), [])

  const back = await run(await undoAction(...at(), release.id))
  assert.deepEqual(
    [registered(), tagged(), entries(back.id, 'device.restored')],
    [count, count, { n: count, d: count }],
  )
  assert.deepEqual(scene.rows('select * from released_devices limit 1'), [])
  scene.audit()

  await run(await undoAction(...at(), tag.id))
  assert.equal(tagged(), 0)
  assert.equal((await listDevices(...at(), { tagged: false, limit: 1 })).items.length, 1)
})
