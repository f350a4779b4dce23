import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { changeConsentLimits, revokeConsent } from '../consent/index.ts'
import { listJournal } from '../organizations/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene, told } from '../testing/scene.ts'
import { answerBatch, getBatch, type HeldBatchFilter, listBatchResults, listHeldBatches } from './index.ts'

let scene: Scene
beforeEach(async () => {
  scene = await makeScene({ chunkRows: 2 })
})
afterEach(() => {
  scene.audit()
  return scene.close()
})

const hashes = (from: number, count: number) => Array.from({ length: count }, (_, n) => hashRow(device(from + n)))
const waits = 'held batch_not_accepted'
const refused = 'rejected batch_refused'
const answer = async (id: string, decision: Parameters<typeof answerBatch>[4]) => {
  const batch = await answerBatch(scene.registry, scene.customer.who, scene.customer.id, id, decision)
  await scene.work()
  return batch
}
/** A batch that waits, with what became of its rows. */
async function waiting(count = 3, limits = {}) {
  await scene.consent(scene.maker, { eachBatch: 'hold', ...limits })
  const batch = await scene.submit(scene.maker, hashes(0, count))
  await scene.work()
  return batch
}
const results = async (batch: { id: string }) => told(await scene.results(batch))
const held = (filter: HeldBatchFilter = {}, by = scene.maker) => listHeldBatches(scene.registry, by.who, filter)

test('each batch waits for the customer, only what could be registered, and acceptance registers it', async () => {
  await scene.consent(scene.maker, { eachBatch: 'hold' })
  await scene.register(scene.other, hashes(1, 1), {}, scene.other.id)
  const batch = await scene.submit(scene.maker, [...hashes(0, 3), {}])
  await scene.work()
  const rejected = ['rejected device_registered_elsewhere', 'rejected missing_identifier']
  assert.deepEqual(await results(batch), [waits, rejected[0], waits, rejected[1]])
  assert.ok((await scene.results(batch))[0]?.serialNumber, 'who accepts a device knows which one it is')
  assert.deepEqual(
    told(await scene.register(scene.maker, hashes(8, 1))),
    [waits],
    'a call that waits for its results is a batch as any other',
  )
  for (const party of [scene.maker, scene.customer]) {
    const { items } = await held({ waitsFor: 'acceptance', sort: 'held' }, party)
    assert.deepEqual(
      items.map(each => [each.id === batch.id, each.state, each.awaitingAcceptance, each.tenantId]),
      [
        [true, 'held', 2, scene.customer.id],
        [false, 'held', 1, scene.customer.id],
      ],
    )
    assert.deepEqual((await held({ waitsFor: 'consent' }, party)).items, [])
  }
  const approver = await scene.personOf(scene.customer.id, ['consent-approver'])
  assert.equal((await listBatchResults(scene.registry, approver, scene.customer.id, batch.id, {})).items.length, 4)
  await answer(batch.id, { answer: 'accepted' })
  assert.deepEqual(await results(batch), ['registered', rejected[0], 'registered', rejected[1]])
  const seen = await getBatch(scene.registry, scene.maker.who, scene.customer.id, batch.id)
  assert.deepEqual([seen.state, seen.answer?.answer, seen.awaitingAcceptance], ['finished', 'accepted', undefined])
  assert.equal((await held()).items.length, 1)
  assert.equal((await held({}, scene.customer)).items.length, 1)
})

test('some devices are accepted, some refused, the rest follows the answer for all; both journals tell it', async () => {
  const batch = await waiting(5)
  await answer(batch.id, { answer: 'accepted', positions: [4, 0] })
  assert.deepEqual(await results(batch), ['registered', waits, waits, waits, 'registered'])
  await answer(batch.id, { answer: 'refused', positions: [2] })
  await rejectsWith('conflict', answer(batch.id, { answer: 'refused', positions: [1, 2] }))
  await rejectsWith('conflict', answer(batch.id, { answer: 'refused', positions: [5] }))
  await rejectsWith('invalid_request', answer(batch.id, { answer: 'refused', positions: [] }))
  assert.deepEqual(await results(batch), ['registered', waits, refused, waits, 'registered'])
  await answer(batch.id, { answer: 'refused', reason: 'Not ours.' })
  assert.deepEqual(await results(batch), ['registered', refused, refused, refused, 'registered'])
  await rejectsWith('conflict', answer(batch.id, { answer: 'accepted' }))
  for (const { id, who } of [scene.customer, scene.maker]) {
    const { items } = await listJournal(scene.registry, who, id, { subjectId: batch.id })
    const actions = items.map(({ action, actor }) => [action, actor.id === scene.customer.who.id])
    const mine = id === scene.customer.id
    assert.deepEqual(actions.filter(([action]) => /accepted|refused/.test(String(action))).reverse(), [
      ['batch.accepted', mine],
      ['batch.refused', mine],
      ['batch.refused', mine],
    ])
  }
})

test('answers before the work on earlier ones: none is lost', async () => {
  const batch = await waiting(4)
  const say = (decision: Parameters<typeof answerBatch>[4]) =>
    answerBatch(scene.registry, scene.customer.who, scene.customer.id, batch.id, decision)
  await say({ answer: 'accepted', positions: [0, 1] })
  await say({ answer: 'refused', positions: [1, 3] })
  await say({ answer: 'accepted' })
  await scene.work()
  assert.deepEqual(await results(batch), ['registered', refused, 'registered', refused])
})

test('only the customer answers, and only where somebody may', async () => {
  const batch = await waiting()
  const by = async (roles: string[], id = scene.customer.id) =>
    answerBatch(scene.registry, await scene.personOf(id, roles as never[]), id, batch.id, { answer: 'refused' })
  for (const role of ['device-reader', 'technician', 'auditor']) await rejectsWith('forbidden', by([role]))
  await rejectsWith('not_found', by(['device-manager'], scene.other.id))
  await rejectsWith(
    'not_found',
    answerBatch(scene.registry, scene.maker.who, scene.customer.id, batch.id, { answer: 'accepted' }),
  )
  assert.deepEqual((await held({}, scene.reseller)).items, [])
  assert.deepEqual((await held({}, scene.other)).items, [])
  assert.deepEqual(await results(batch), [waits, waits, waits])
})

test('the consent counts while a batch waits: its limits, its end, and that batches need not wait any more', async () => {
  const batch = await waiting(3, { deviceLimit: 2 })
  await answer(batch.id, { answer: 'accepted' })
  assert.deepEqual(await results(batch), ['registered', 'registered', 'rejected consent_limit_reached'])
  const second = await scene.submit(scene.maker, hashes(3, 2), { onMissingConsent: 'hold' })
  await scene.work()
  assert.deepEqual(await results(second), Array(2).fill('held consent_limit_reached'))
  const [consent] = scene.rows('select id from consents where state = ?', 'granted')
  await changeConsentLimits(scene.registry, scene.approver, consent.id, { deviceLimit: 3 })
  await scene.work()
  assert.deepEqual(await results(second), [waits, waits])
  await changeConsentLimits(scene.registry, scene.approver, consent.id, { eachBatch: 'accept' })
  await scene.work()
  assert.deepEqual(await results(second), ['registered', 'held consent_limit_reached'])
  await answer(second.id, { answer: 'refused' })
  assert.deepEqual(await results(second), ['registered', refused])
})

test('revoking refuses what waits for acceptance', async () => {
  const batch = await waiting()
  const [consent] = scene.rows('select id from consents')
  await revokeConsent(scene.registry, scene.approver, consent.id)
  await scene.work()
  assert.deepEqual(await results(batch), Array(3).fill('rejected consent_revoked'))
})

test('rows do not wait for ever, whether there is such a tenant or not', async () => {
  const batch = await waiting()
  const hold = { onMissingConsent: 'hold' } as const
  const nobody = '00000000-0000-7000-8000-000000000000'
  await scene.register(scene.reseller, hashes(5, 1), hold, nobody)
  assert.equal((await held({}, scene.reseller)).items.length, 1)
  scene.clock.advance(scene.registry.limits.heldDays * 86_400_000 - 1)
  await scene.work()
  assert.deepEqual(await results(batch), [waits, waits, waits])
  scene.clock.advance(1)
  await scene.work()
  assert.deepEqual(await results(batch), Array(3).fill('rejected held_too_long'))
  for (const party of [scene.maker, scene.reseller, scene.customer]) assert.deepEqual((await held({}, party)).items, [])
  assert.deepEqual(scene.rows('select payload from batch_chunks where payload is not null'), [])
})

test('the list is paged, sorted and filtered', async () => {
  await waiting(1)
  for (const [n, name] of ['C', 'A', 'B'].entries())
    await scene.register(scene.maker, hashes(10 + 4 * n, n + 1), { name })
  const walk = async (filter: HeldBatchFilter) => {
    const names: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await held({ ...filter, limit: 1, ...(cursor && { cursor }) })
      names.push(...page.items.map(each => (each.name.length === 1 ? each.name : '-')))
      cursor = page.nextCursor
      if (cursor === undefined) return names.join('')
    }
  }
  assert.equal(await walk({}), 'BAC-')
  assert.equal(await walk({ order: 'asc' }), '-CAB')
  assert.equal(await walk({ sort: 'name', order: 'asc' }), 'AB-C')
  assert.equal(await walk({ sort: 'held', order: 'desc' }), 'BAC-')
  assert.equal(await walk({ name: 'A' }), 'A')
  assert.equal(await walk({ tenantId: scene.other.id }), '')
  const page = await held({ limit: 1 })
  await rejectsWith('invalid_request', held({ sort: 'held', ...(page.nextCursor && { cursor: page.nextCursor }) }))
})
