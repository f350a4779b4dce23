import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newId } from '../ids.ts'
import { deregisterDevice, purgeReleased, restoreDevice } from '../registration/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene } from '../testing/scene.ts'
import { issueCertificates, listCertificates, verifyCertificate, withdrawCertificate } from './index.ts'

let scene: Scene
before(async () => {
  scene = await makeScene()
})
after(() => {
  scene.audit()
  return scene.close()
})

let next = 0
async function released(): Promise<string> {
  const [result] = await scene.register(scene.customer, [hashRow(device(++next))])
  await deregisterDevice(scene.registry, scene.customer.who, scene.customer.id, String(result?.deviceId))
  return String(result?.deviceId)
}
const issue = (...ids: string[]) => issueCertificates(scene.registry, scene.customer.who, scene.customer.id, ids)
async function certified() {
  const id = await released()
  const [issued] = await issue(id)
  assert.ok(issued && 'certificate' in issued)
  return { ...issued.certificate, id, certificateId: issued.certificate.id }
}

test('a certificate says who has released what and when, and that nobody has registered it since', async () => {
  const { code, serialNumber, id } = await certified()
  const verified = await verifyCertificate(scene.registry, code)
  assert.equal(verified.now, 'free')
  assert.equal(verified.serialNumber, serialNumber)
  assert.ok(verified.releasedBy.length > 0 && serialNumber)
  assert.ok(!JSON.stringify(verified).includes(id))
})

test('a release has one certificate, whoever asks again; the next release has another', async () => {
  const { id, code } = await certified()
  const [again, unknown] = await issue(id, newId())
  assert.equal(again && 'certificate' in again && again.certificate.code, code)
  assert.deepEqual(unknown && 'code' in unknown && unknown.code, 'not_found')
  await restoreDevice(scene.registry, scene.customer.who, scene.customer.id, id)
  assert.equal((await verifyCertificate(scene.registry, code)).now, 'claimed')
  assert.deepEqual(await issue(id), [{ deviceId: id, code: 'not_found' }])
  scene.clock.advance(1000)
  await deregisterDevice(scene.registry, scene.customer.who, scene.customer.id, id)
  const [second] = await issue(id)
  assert.ok(second && 'certificate' in second && second.certificate.code !== code)
})

test('it holds when nothing else is kept of the device, and tells when another organization has registered it', async () => {
  const { id, code } = await certified()
  await purgeReleased(scene.registry, scene.customer.who, scene.customer.id, id)
  assert.equal((await verifyCertificate(scene.registry, code)).now, 'free')
  await scene.register(scene.other, [hashRow(device(next))], undefined, scene.other.id)
  const verified = await verifyCertificate(scene.registry, code)
  assert.equal(verified.now, 'claimed')
  assert.ok(!JSON.stringify(verified).includes(scene.other.id))
})

test('the tenant lists its certificates and takes them back; others have no part in that', async () => {
  const { id, certificateId, code, serialNumber } = await certified()
  const list = (filter = {}) => listCertificates(scene.registry, scene.customer.who, scene.customer.id, filter)
  assert.deepEqual(
    (await list({ serialNumber })).items.map(one => one.deviceId),
    [id],
  )
  const first = await list({ limit: 1 })
  assert.equal(first.items[0]?.deviceId, id)
  assert.ok(first.nextCursor)
  const { who } = scene.other
  await rejectsWith('not_found', issueCertificates(scene.registry, who, scene.customer.id, [id]))
  await rejectsWith('not_found', listCertificates(scene.registry, who, scene.customer.id, {}))
  await rejectsWith('not_found', withdrawCertificate(scene.registry, who, scene.customer.id, certificateId))
  await rejectsWith('not_found', withdrawCertificate(scene.registry, who, scene.other.id, certificateId))
  await withdrawCertificate(scene.registry, scene.customer.who, scene.customer.id, certificateId)
  await rejectsWith('not_found', verifyCertificate(scene.registry, code))
  const actions = scene
    .rows(`select action from journal where subject_id = '${id}' order by position`)
    .map(row => row.action)
  assert.deepEqual(actions.slice(-2), ['release-certificate.issued', 'release-certificate.withdrawn'])
})

test('a code that nobody was given leads nowhere', async () => {
  const { code } = await certified()
  for (const wrong of ['', 'x', `${code}A`, `${code.slice(0, -2)}AA`, '!'.repeat(43)])
    await rejectsWith('not_found', verifyCertificate(scene.registry, wrong))
})
