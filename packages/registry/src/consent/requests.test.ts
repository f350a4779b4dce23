import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { newId } from '../ids.ts'
import { listJournal, type Principal } from '../organizations/index.ts'
import { rejectsWith } from '../testing/index.ts'
import { makeScene, type Scene } from '../testing/scene.ts'
import * as c from './index.ts'

let scene: Scene
let asker: Principal
const day = 86_400_000

beforeEach(async () => {
  scene = await makeScene()
  asker = scene.maker.who
})
afterEach(() => scene.close())

const ask = (input: Partial<c.RequestInput> = {}) => {
  const named = input.domain === undefined ? { tenantId: scene.customer.id } : {}
  return c.requestConsent(scene.registry, asker, { ...named, ...input })
}
const read = (id: string) => c.getConsent(scene.registry, asker, id)
const status = async (id: string) => (await read(id)).status
const open = (code: string, who = scene.approver) => c.openConsentLink(scene.registry, who, code)
const actions = async (who: Principal, subjectId: string) => {
  const { items } = await listJournal(scene.registry, who, who.organization.id, { subjectId })
  return items.map(entry => entry.action).reverse()
}
async function pass(days: number) {
  scene.clock.advance(days * day)
  await scene.work()
}

test('sent, opened, granted with the proposed limits, revoked: by the link of the request', async () => {
  const expiresAt = scene.clock.now() + 200 * day
  const { id } = await ask({ limits: { deviceLimit: 20, groupTags: ['Sales'], expiresAt } })
  assert.equal(await status(id), 'sent')
  assert.deepEqual((await read(id)).proposed, { deviceLimit: 20, groupTags: ['Sales'], expiresAt })
  const link = await open(id)
  assert.deepEqual([link.partner.id, link.mayDecide, link.request?.id], [scene.maker.id, true, id])
  assert.equal(await status(id), 'opened')
  assert.equal((await read(id)).openedAt, scene.clock.now())
  await open(id)
  await c.grantByLink(scene.registry, scene.approver, id, { deviceLimit: 5, groupTags: null })
  const granted = await read(id)
  assert.deepEqual([granted.status, granted.limits.deviceLimit, granted.limits.groupTags], ['granted', 5, null])
  assert.equal(granted.limits.expiresAt, expiresAt, 'what the customer does not say is as proposed')
  await c.revokeConsent(scene.registry, scene.approver, id)
  assert.equal(await status(id), 'revoked')
  assert.equal((await open(id)).consent?.state, 'revoked', 'the link stays the receipt')
  const steps = ['consent.requested', 'consent.opened', 'consent.granted', 'consent.revoked']
  for (const who of [scene.customer.who, asker]) assert.deepEqual(await actions(who, id), steps)
})

test('the link of a request is for its two sides only', async () => {
  const { id } = await ask()
  const stranger = await scene.personOf(scene.other.id, ['consent-approver'])
  for (const who of [stranger, scene.reseller.who]) {
    await rejectsWith('not_found', open(id, who))
    await rejectsWith('not_found', open(newId(), who))
  }
  await rejectsWith('not_found', c.grantByLink(scene.registry, stranger, id))
  assert.equal((await open(id, asker)).mayDecide, false)
  assert.equal(await status(id), 'sent', 'the partner itself has not opened it')
  const reader = await scene.personOf(scene.customer.id, ['device-reader'])
  assert.deepEqual((await open(id, reader)).mayDecide, false)
  assert.equal(await status(id), 'opened')
})

test('a request that nobody answers: reminders for both sides, its end, then it is removed; the same for nobody', async () => {
  const requests = [await ask(), await ask({ tenantId: newId() }), await ask({ domain: 'nobody.example' })]
  await pass(6)
  assert.equal((await read(requests[0]?.id as string)).reminders, undefined)
  for (let week = 1; week <= 4; week++) await pass(7)
  const seen: string[] = []
  for (const { id, target } of requests) {
    const { status: now, state, reminders } = await read(id)
    assert.deepEqual([now, state, reminders], ['sent', 'requested', 3])
    await pass(0)
    seen.push(
      (await actions(asker, id)).join(' ') +
        JSON.stringify(await read(id))
          .replaceAll(id, '')
          .replaceAll(target, ''),
    )
  }
  assert.equal(new Set(seen.map(text => text.replace(/,"tenantId":""/, ''))).size, 1)
  assert.deepEqual(await actions(scene.customer.who, requests[0]?.id as string), [
    'consent.requested',
    ...Array(3).fill('consent.reminded'),
  ])
  await pass(60)
  for (const { id } of requests) assert.equal(await status(id), 'expired')
  const first = requests[0]?.id as string
  assert.equal((await open(first)).ended, 'lapsed')
  await rejectsWith('conflict', c.grantByLink(scene.registry, scene.approver, first))
  await rejectsWith('conflict', c.grantConsent(scene.registry, scene.approver, first))
  assert.notEqual((await ask()).id, first)
  await pass(scene.registry.limits.requestDays)
  for (const { id } of requests) await rejectsWith('not_found', read(id))
})

test('the partner chooses when a request ends, within the limit, and takes it back', async () => {
  const soon = scene.clock.now() + 2 * day
  for (const answerBy of [scene.clock.now(), scene.clock.now() + 91 * day, 1.5])
    await rejectsWith('invalid_request', ask({ answerBy }))
  await rejectsWith('invalid_request', ask({ limits: { deviceLimit: 0 } }))
  const asked = await ask({ answerBy: soon, domain: 'fabrikam.example' })
  assert.equal(asked.lapsesAt, soon)
  assert.equal((await ask({ domain: 'fabrikam.example' })).id, asked.id)
  await rejectsWith('conflict', ask({ domain: 'fabrikam.example', limits: { deviceLimit: 1 } }))
  await rejectsWith('conflict', ask({ domain: 'fabrikam.example', answerBy: soon + 1 }))
  await rejectsWith('not_found', c.cancelRequest(scene.registry, scene.reseller.who, asked.id))
  await rejectsWith('forbidden', c.cancelRequest(scene.registry, scene.approver, asked.id))
  assert.equal((await c.cancelRequest(scene.registry, asker, asked.id)).status, 'cancelled')
  await rejectsWith('conflict', c.cancelRequest(scene.registry, asker, asked.id))
  assert.equal((await open(asked.id)).ended, 'cancelled')
  const again = await ask({ answerBy: soon })
  await pass(2)
  assert.equal(await status(again.id), 'expired')
})

test('a request that came to nothing leaves what was answered before', async () => {
  const verdict = async () => {
    const now = scene.clock.now()
    const consent = await c.effectiveConsent(scene.registry.store.db, scene.customer.id, scene.maker.id, now)
    const found = c.consentVerdict(consent, now)
    return found.live ? 'live' : `${found.code} ${found.mayHold}`
  }
  const first = await ask()
  await c.declineConsent(scene.registry, scene.approver, first.id)
  assert.equal(await verdict(), 'consent_declined false')
  const second = await ask()
  assert.equal(await verdict(), 'consent_missing true')
  await c.cancelRequest(scene.registry, asker, second.id)
  assert.equal(await verdict(), 'consent_declined false')
})

test('both sides list requests, filtered, in either order', async () => {
  const ids = [(await ask()).id]
  for (const domain of ['a.example', 'b.example']) ids.push((await ask({ domain })).id)
  const list = async (filter: c.ConsentFilter, who = asker) =>
    (await c.listConsents(scene.registry, who, filter)).items.map(consent => ids.indexOf(consent.id))
  assert.deepEqual(await list({}), [2, 1, 0])
  assert.deepEqual(await list({ order: 'asc' }), [0, 1, 2])
  assert.deepEqual(await list({ target: 'b.example' }), [2])
  await c.cancelRequest(scene.registry, asker, ids[1] as string)
  assert.deepEqual(await list({ state: 'cancelled' }), [1])
  assert.deepEqual(await list({ state: 'requested', order: 'asc' }), [0, 2])
  assert.deepEqual(await list({ partnerId: scene.maker.id }, scene.approver), [0])
  assert.deepEqual(await list({ partnerId: scene.reseller.id }, scene.approver), [])
})
