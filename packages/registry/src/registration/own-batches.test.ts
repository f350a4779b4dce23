import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { listConsents, revokeConsent } from '../consent/index.ts'
import type { Principal } from '../organizations/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { hashRow, makeScene, type Scene } from '../testing/scene.ts'
import { listOwnBatches, type OwnBatchFilter } from './index.ts'

let scene: Scene
beforeEach(async () => {
  scene = await makeScene()
})
afterEach(() => {
  scene.audit()
  return scene.close()
})

const row = (n: number) => [hashRow(device(n))]
const list = (who: Principal, filter: OwnBatchFilter = {}) => listOwnBatches(scene.registry, who, filter)
const names = async (who: Principal, filter: OwnBatchFilter = {}) =>
  (await list(who, filter)).items.map(one => one.name)

test('a partner lists what it submitted for all customers, and nothing of others; a customer what is for it', async () => {
  const { customer, other, reseller, maker } = scene
  for (const partner of [reseller, maker]) {
    await scene.consent(partner)
    await scene.grant(other.id, partner.id)
  }
  await scene.submit(reseller, row(1), { name: 'b' })
  await scene.register(reseller, row(2), { name: 'a' }, other.id)
  await scene.submit(reseller, row(3), { name: 'c', dryRun: true })
  await scene.submit(maker, row(4), { name: 'of the maker' })
  await scene.register(customer, row(5), { name: 'own' })
  await scene.work()
  const { who } = reseller
  assert.deepEqual(await names(who), ['c', 'a', 'b'])
  assert.deepEqual(
    (await list(who)).items.map(one => one.tenantId),
    [customer.id, other.id, customer.id],
  )
  assert.deepEqual(await names(who, { sort: 'name', order: 'asc' }), ['a', 'b', 'c'])
  assert.deepEqual(await names(who, { tenantId: other.id }), ['a'])
  assert.deepEqual(await names(who, { dryRun: true, state: 'finished' }), ['c'])
  assert.deepEqual(await names(who, { tenantId: maker.id }), [])
  assert.deepEqual(await names(who, { rejected: true }), [])
  await scene.register(reseller, [{ productKeyId: '123' }], { name: 'd' })
  assert.deepEqual(await names(who, { rejected: true }), ['d'])
  assert.deepEqual(await names(who, { rejected: false }), ['c', 'a', 'b'])
  assert.deepEqual(await names(customer.who), ['d', 'own', 'of the maker', 'c', 'b'])
  assert.deepEqual(await names(customer.who, { submitterId: customer.id }), ['own'])
  const pages: string[] = []
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = await list(who, { limit: 1, sort: 'name', ...(cursor !== undefined && { cursor }) })
    pages.push(...page.items.map(one => one.name))
    cursor = page.nextCursor
  }
  assert.deepEqual(pages, ['d', 'c', 'b', 'a'])
})

test('they stay its own acts when the consent has ended; limited roles and operators have no such list', async () => {
  const { reseller } = scene
  await scene.consent(reseller)
  await scene.submit(reseller, row(1), { name: 'before' })
  await scene.work()
  const [consent] = (await listConsents(scene.registry, scene.approver, {})).items
  await revokeConsent(scene.registry, scene.approver, String(consent?.id), 'Enough.')
  assert.deepEqual(await names(reseller.who), ['before'])
  const limited = { ...reseller.who, grants: reseller.who.grants.map(grant => ({ ...grant, tenants: [] })) }
  await rejectsWith('forbidden', list(limited))
  await rejectsWith('forbidden', list({ ...reseller.who, organization: { kind: 'registry', id: 'registry' } }))
})
