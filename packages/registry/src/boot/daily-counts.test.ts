import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type DailyCountKind, listDailyCounts } from '../daily-counts/index.ts'
import { countModels, deregisterDevice } from '../registration/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Party, type Scene } from '../testing/scene.ts'
import { createBoot, dropOldTraces } from './index.ts'

let scene: Scene
before(async () => {
  scene = await makeScene()
})
after(() => scene.close())

const counts = (of: Party, kind: DailyCountKind, days = 7) =>
  listDailyCounts(scene.registry, of.who, of.id, { kind, days })
const byName = async (...asked: Parameters<typeof counts>) =>
  Object.fromEntries((await counts(...asked)).names.map(({ name, count }) => [name, count]))

test('what happens is counted for those whom it concerns, and stays counted', async () => {
  const { customer, reseller, maker, other } = scene
  await scene.consent(reseller)
  const made = [1, 2, 3].map(n => device(n))
  await scene.report(made)
  const [first] = await scene.register(customer, [hashRow(made[0] as never)])
  await scene.register(reseller, [hashRow(made[1] as never), hashRow(made[1] as never), { productKeyId: '123' }])
  await scene.register(reseller, [{ productKeyId: '124' }], { dryRun: true })
  assert.deepEqual(await byName(customer, 'registrations'), { hash: 2 })
  assert.deepEqual(await byName(customer, 'rejections'), {})
  assert.deepEqual(await byName(reseller, 'customers'), { [customer.id]: 1 })
  const rejections = await counts(reseller, 'rejections')
  assert.equal(rejections.total, 1)
  assert.deepEqual(rejections.days, [{ date: rejections.until, counts: { device_not_found: 1 } }])
  for (const nobody of [other, maker]) assert.equal((await counts(nobody, 'rejections')).total, 0)
  await deregisterDevice(scene.registry, customer.who, customer.id, String(first?.deviceId), {})
  assert.deepEqual(await byName(customer, 'registrations'), { hash: 2 })
})

test('first boots are counted by answer, day by day, for as long as somebody can ask', async () => {
  const { registry, customer } = scene
  const boot = createBoot(registry)
  const start = registry.now()
  const [known, unknown] = [device(2).base64, device(9).base64]
  await boot.resolve(known)
  await boot.resolve(known)
  await boot.resolve(unknown)
  await boot.flush()
  scene.clock.advance(86_400_000)
  await boot.resolve(known)
  await boot.close()
  const { days, from, until, total } = await counts(customer, 'first-boots')
  const dates = [start, registry.now()].map(at => new Date(at).toISOString().slice(0, 10))
  assert.deepEqual(days, [
    { date: dates[0], counts: { no_profile: 2 } },
    { date: dates[1], counts: { no_profile: 1 } },
  ])
  assert.deepEqual([until, total], [dates[1], 3])
  assert.equal(Date.parse(until) - Date.parse(from), 6 * 86_400_000)
  assert.equal((await counts(customer, 'first-boots', 1)).total, 1)
  scene.clock.advance(365 * 86_400_000)
  await dropOldTraces(registry)
  assert.equal((await counts(customer, 'first-boots', 366)).total, 1)
  assert.equal(
    scene.rows('select * from daily_counts where day < ?', Math.floor(registry.now() / 86_400_000) - 366).length,
    0,
  )
})

test('each kind is for those who have it, and for nobody else', async () => {
  const { customer, other, reseller, registry } = scene
  await rejectsWith('invalid_request', counts(customer, 'customers'), 'kind')
  await rejectsWith('invalid_request', counts(reseller, 'first-boots'), 'kind')
  for (const by of [other, reseller])
    await rejectsWith('not_found', listDailyCounts(registry, by.who, customer.id, { kind: 'rejections', days: 7 }))
  await rejectsWith('not_found', countModels(registry, other.who, customer.id))
})

test('devices are counted by model', async () => {
  const { registry, customer } = scene
  const { models, others } = await countModels(registry, customer.who, customer.id)
  assert.deepEqual([models.length, models[0]?.devices, others], [1, 1, 0])
})
