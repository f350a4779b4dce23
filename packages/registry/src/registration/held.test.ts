import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { changeConsentLimits, declineConsent, grantConsent, listConsents, revokeConsent } from '../consent/index.ts'
import { newId } from '../ids.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Party, type Scene, told } from '../testing/scene.ts'
import { getBatch, registerDevices } from './index.ts'

let scene: Scene
beforeEach(async () => {
  scene = await makeScene({ chunkRows: 4 })
})
afterEach(() => {
  scene.audit()
  return scene.close()
})

const hashes = (from: number, count: number) => Array.from({ length: count }, (_, n) => hashRow(device(from + n)))
const hold = { onMissingConsent: 'hold' } as const
const request = async () => {
  const [consent] = (await listConsents(scene.registry, scene.approver, { state: 'requested' })).items
  return String(consent?.id)
}
async function seenBy(party: Party, id: string) {
  const { state, counts } = await getBatch(scene.registry, party.who, scene.customer.id, id)
  return { state, ...counts }
}

test('rows wait, the customer learns of the request, and granting registers them', async () => {
  const call = await registerDevices(scene.registry, scene.maker.who, scene.customer.id, {
    devices: hashes(0, 2),
    ...hold,
  })
  assert.deepEqual(told(call.results), ['held consent_missing', 'held consent_missing'])
  assert.equal(call.batch.state, 'held')
  const batch = await scene.submit(scene.maker, [...hashes(10, 6), {}, hashes(10, 1)[0] as object], hold)
  await scene.work()
  for (const party of [scene.maker, scene.customer])
    assert.deepEqual(await seenBy(party, batch.id), {
      state: 'held',
      total: 8,
      registered: 0,
      alreadyRegistered: 0,
      held: 7,
      rejected: 1,
    })
  assert.equal(scene.rows('select * from registrations').length, 0)
  await grantConsent(scene.registry, scene.approver, await request())
  await scene.work()
  for (const party of [scene.maker, scene.customer]) {
    const { state, registered, alreadyRegistered, held } = await seenBy(party, batch.id)
    assert.deepEqual([state, registered, alreadyRegistered, held], ['finished', 6, 1, 0])
    assert.equal((await seenBy(party, call.batch.id)).registered, 2)
  }
  assert.deepEqual(told(await scene.results(batch)), [
    ...Array(6).fill('registered'),
    'rejected missing_identifier',
    'already_registered device_duplicated',
  ])
  assert.deepEqual(scene.rows('select count(*) as n from batch_chunks where payload is not null'), [{ n: 0 }])
})

test('declining rejects what waited, and no more can wait', async () => {
  const batch = await scene.submit(scene.maker, hashes(0, 6), hold)
  await scene.work()
  await declineConsent(scene.registry, scene.approver, await request(), 'We do not know them.')
  await scene.work()
  assert.deepEqual(told(await scene.results(batch)), Array(6).fill('rejected consent_declined'))
  assert.equal((await seenBy(scene.maker, batch.id)).state, 'finished')
  await rejectsWith('consent_declined', scene.submit(scene.maker, hashes(0, 1), hold))
})

test('rows over the device limit wait until it is raised; a revocation rejects the rest', async () => {
  const consent = await scene.consent(scene.maker, { deviceLimit: 3 })
  const batch = await scene.submit(scene.maker, hashes(0, 12), hold)
  await scene.work()
  assert.deepEqual(told(await scene.results(batch)), [
    ...Array(3).fill('registered'),
    ...Array(9).fill('held consent_limit_reached'),
  ])
  const devicesUsed = () => scene.rows('select devices_used from consents where id = ?', consent.id)[0].devices_used
  await changeConsentLimits(scene.registry, scene.approver, consent.id, { deviceLimit: 7 })
  await scene.work()
  assert.deepEqual(told(await scene.results(batch)), [
    ...Array(7).fill('registered'),
    ...Array(5).fill('held consent_limit_reached'),
  ])
  assert.equal(devicesUsed(), 7)
  assert.equal((await seenBy(scene.customer, batch.id)).state, 'held')
  await revokeConsent(scene.registry, scene.approver, consent.id)
  await scene.work()
  assert.deepEqual(told(await scene.results(batch)), [
    ...Array(7).fill('registered'),
    ...Array(5).fill('rejected consent_revoked'),
  ])
  assert.equal(devicesUsed(), 7)
  assert.equal((await seenBy(scene.maker, batch.id)).state, 'finished', 'its own act stays visible to the partner')
})

test('what became of a held device meanwhile counts', async () => {
  const batch = await scene.submit(scene.maker, hashes(0, 3), hold)
  await scene.work()
  await scene.register(scene.customer, [hashRow(device(0))])
  await scene.register(scene.other, [hashRow(device(1))], {}, scene.other.id)
  await grantConsent(scene.registry, scene.approver, await request())
  await scene.work()
  assert.deepEqual(told(await scene.results(batch)), [
    'already_registered device_already_registered',
    'rejected device_registered_elsewhere',
    'registered',
  ])
})

test('a dry run of rows that would wait asks nobody for consent and waits for nothing', async () => {
  const batch = await scene.submit(scene.maker, hashes(0, 6), { ...hold, dryRun: true })
  await scene.work()
  assert.deepEqual(told(await scene.results(batch)), Array(6).fill('held consent_missing'))
  assert.equal((await seenBy(scene.maker, batch.id)).state, 'finished')
  assert.deepEqual(scene.rows('select * from consents'), [])
  await scene.consent(scene.maker)
  await scene.work()
  assert.deepEqual(scene.rows('select * from registrations'), [])
})

test('holding asks for consent once', async () => {
  for (let n = 0; n < 3; n++) await scene.submit(scene.maker, hashes(n, 1), hold)
  await scene.register(scene.maker, hashes(5, 1), hold)
  assert.equal(scene.rows('select * from consents').length, 1)
  const entries = scene.rows("select organization_id from journal where action = 'consent.requested' order by id")
  assert.deepEqual(
    entries.map(row => row.organization_id),
    [scene.customer.id, scene.maker.id],
  )
})

test('both sides have the end of a batch in their journals', async () => {
  await scene.consent(scene.maker)
  const batch = await scene.submit(scene.maker, hashes(0, 2))
  await scene.work()
  const ends = scene.rows(
    "select organization_id from journal where action = 'batch.finished' and subject_id = ?",
    batch.id,
  )
  assert.deepEqual(ends.map(row => row.organization_id).sort(), [scene.customer.id, scene.maker.id].sort())
})

const requests = () => scene.rows("select * from consents where state = 'requested'")

test('rows that wait because the consent has expired: the customer is asked anew, once, and a yes registers them', async () => {
  await scene.consent(scene.maker, { expiresAt: scene.clock.now() + 1000 })
  scene.clock.advance(1000)
  const batches = [
    await scene.submit(scene.maker, hashes(0, 2), hold),
    await scene.submit(scene.maker, hashes(2, 2), hold),
  ]
  await scene.work()
  assert.deepEqual(told(await scene.results(batches[0] as { id: string })), Array(2).fill('held consent_expired'))
  assert.equal(requests().length, 1)
  const [entry] = scene.rows(
    "select * from journal where organization_id = ? and action = 'consent.requested' order by id desc",
    scene.customer.id,
  )
  assert.equal(entry.on_behalf_of, scene.maker.id)
  await grantConsent(scene.registry, scene.approver, await request())
  await scene.work()
  for (const batch of batches) assert.deepEqual(told(await scene.results(batch)), ['registered', 'registered'])
})

test('rows that wait because the consent ran out on the way: the customer is asked when the batch ends', async () => {
  const consent = await scene.consent(scene.maker, { deviceLimit: 3 })
  await scene.submit(scene.maker, hashes(0, 6), hold)
  await scene.register(scene.maker, hashes(6, 1), hold)
  assert.equal(requests().length, 0)
  await scene.work()
  assert.equal(requests().length, 1)
  await scene.register(scene.maker, hashes(7, 1), hold)
  assert.equal(requests().length, 1)
  await revokeConsent(scene.registry, scene.approver, consent.id)
  assert.equal(requests().length, 0, 'who withdraws the consent has answered')
  await scene.work()
})

test('a tenant that does not exist: the partner gets the same answer, and no journal is begun', async () => {
  const nobody = newId()
  const { batch } = await registerDevices(scene.registry, scene.maker.who, nobody, { devices: hashes(0, 1), ...hold })
  assert.equal(batch.state, 'held')
  assert.deepEqual(scene.rows('select * from journal where organization_id = ?', nobody), [])
})
