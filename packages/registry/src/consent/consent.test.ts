import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import type { ErrorCode } from '../errors.ts'
import { newId } from '../ids.ts'
import {
  builtInGrants,
  createTenant,
  getLinkCode,
  listJournal,
  type Partner,
  type Principal,
  type Role,
  rolesFor,
  type Tenant,
} from '../organizations/index.ts'
import { rejectsWith, type TestRegistry, testRegistry } from '../testing/index.ts'
import * as c from './index.ts'
import { insertConsent, newRequest } from './request.ts'

let kit: TestRegistry
let tenant: Tenant
let partner: Partner
let asker: Principal
let approver: Principal
const day = 86_400_000

beforeEach(async () => {
  kit = await testRegistry()
  tenant = await kit.tenant('Fabrikam')
  partner = await kit.partner('csp-direct')
  asker = await kit.personOf(partner.id, ['partner-admin'])
  approver = await kit.personOf(tenant.id, ['consent-approver'])
})
afterEach(() => kit.close())

const ask = (input: Parameters<typeof c.requestConsent>[2] = { tenantId: tenant.id }) =>
  c.requestConsent(kit.registry, asker, input)
const current = () => c.effectiveConsent(kit.registry.store.db, tenant.id, partner.id, kit.clock.now())
const verdict = async () => c.consentVerdict(await current(), kit.clock.now())
const codeNow = async () => {
  const found = await verdict()
  return found.live ? 'live' : found.code
}

test('asked, granted, revoked: what counts at each step', async () => {
  assert.equal(await codeNow(), 'consent_missing')
  const asked = await ask({ tenantId: tenant.id, message: 'For your order 7.' })
  assert.deepEqual([asked.state, asked.message, asked.partner.name], ['requested', 'For your order 7.', partner.name])
  assert.equal(await codeNow(), 'consent_missing')
  const granted = await c.grantConsent(kit.registry, approver, asked.id)
  assert.deepEqual([granted.state, granted.decidedBy, granted.decidedAt], ['granted', approver.id, kit.clock.now()])
  assert.deepEqual(granted.limits, {
    expiresAt: null,
    deviceLimit: null,
    groupTags: null,
    whenAbsent: 'hold',
    mayGiveProfiles: false,
    eachBatch: 'accept',
  })
  assert.equal(await codeNow(), 'live')
  const revoked = await c.revokeConsent(kit.registry, approver, asked.id, 'Contract ended.')
  assert.deepEqual([revoked.state, revoked.revokedAt], ['revoked', kit.clock.now()])
  assert.equal(await codeNow(), 'consent_revoked')
  assert.equal((await verdict()).live === false && (await verdict()).mayHold, false)
})

test('declined; asked anew', async () => {
  const asked = await ask()
  assert.equal((await c.declineConsent(kit.registry, approver, asked.id, 'Who are you?')).state, 'declined')
  assert.equal(await codeNow(), 'consent_declined')
  const again = await ask()
  assert.notEqual(again.id, asked.id)
  await c.grantConsent(kit.registry, approver, again.id)
  assert.equal(await codeNow(), 'live')
})

test('asking again while it is open, or after a yes, returns what there is', async () => {
  const first = await ask()
  assert.equal((await ask()).id, first.id)
  await c.grantConsent(kit.registry, approver, first.id)
  assert.deepEqual([(await ask()).id, (await ask()).state], [first.id, 'granted'])
  assert.equal((await c.listConsents(kit.registry, approver, {})).items.length, 1)
})

test('each step only in the state where it makes sense', async () => {
  const asked = await ask()
  await rejectsWith('conflict', c.revokeConsent(kit.registry, approver, asked.id))
  await rejectsWith('conflict', c.changeConsentLimits(kit.registry, approver, asked.id, {}))
  await c.grantConsent(kit.registry, approver, asked.id)
  await rejectsWith('conflict', c.grantConsent(kit.registry, approver, asked.id))
  await rejectsWith('conflict', c.declineConsent(kit.registry, approver, asked.id))
  await rejectsWith('conflict', kit.grant(tenant.id, partner.id))
  await c.revokeConsent(kit.registry, approver, asked.id)
  await rejectsWith('conflict', c.revokeConsent(kit.registry, approver, asked.id))
})

test('only a consent-approver of the tenant decides; for everybody else it is not there or not theirs', async () => {
  const asked = await ask()
  const other = await kit.tenant('Tailwind')
  const decide = [c.grantConsent, c.declineConsent, c.revokeConsent] as const
  const all = async (code: ErrorCode, by: Principal) => {
    for (const work of decide) await rejectsWith(code, work(kit.registry, by, asked.id))
  }
  for (const role of rolesFor('tenant').filter(role => role !== 'consent-approver')) {
    const person = await kit.personOf(tenant.id, [role])
    await all('forbidden', person)
    await rejectsWith(
      'forbidden',
      c.grantByLink(kit.registry, person, await getLinkCode(kit.registry, asker, partner.id)),
    )
    await rejectsWith('forbidden', c.changeConsentLimits(kit.registry, person, asked.id, {}))
  }
  for (const person of [asker, kit.operator]) await all('forbidden', person)
  const stranger = await kit.personOf(other.id, ['consent-approver'])
  await all('not_found', stranger)
  await rejectsWith('not_found', c.getConsent(kit.registry, stranger, asked.id))
  await rejectsWith('not_found', c.getConsent(kit.registry, approver, newId()))
  const rival = await kit.personOf((await kit.partner()).id, ['partner-admin'])
  await rejectsWith('not_found', c.getConsent(kit.registry, rival, asked.id))
  assert.deepEqual((await c.listConsents(kit.registry, rival, {})).items, [])
  await rejectsWith('forbidden', c.listConsents(kit.registry, { ...kit.operator, roles: ['auditor'] }, {}))
  await rejectsWith('forbidden', c.requestConsent(kit.registry, approver, { tenantId: tenant.id }))
  const reporter = await kit.personOf(partner.id, ['factory-reporter' as Role])
  await rejectsWith('forbidden', c.requestConsent(kit.registry, reporter, { tenantId: tenant.id }))
})

test('a tenant that does not exist looks like one that is silent', async () => {
  const shape = async (input: { tenantId: string } | { domain: string }) => {
    const asked = await ask(input)
    const read = await c.getConsent(kit.registry, asker, asked.id)
    assert.deepEqual(read, asked)
    const hide = (text: string) =>
      text.replaceAll(asked.id, 'ID').replaceAll('tenantId' in input ? input.tenantId : input.domain, 'TARGET')
    const { items } = await listJournal(kit.registry, asker, partner.id, { subjectId: asked.id })
    const entries = items.map(({ id: _, ...entry }) => entry)
    return hide(JSON.stringify([asked, entries, (await ask(input)).id]))
  }
  assert.equal(await shape({ tenantId: newId() }), await shape({ tenantId: tenant.id }))
  assert.equal(await shape({ domain: 'nobody.example' }), await shape({ domain: 'fabrikam.example' }))
})

test('who asked by domain learns the tenant id with the yes, and never with the no', async () => {
  const asked = await ask({ domain: 'Fabrikam.EXAMPLE' })
  assert.deepEqual([asked.target, asked.tenantId], ['fabrikam.example', undefined])
  assert.equal((await c.listConsents(kit.registry, approver, {})).items[0]?.tenantId, tenant.id)
  await c.declineConsent(kit.registry, approver, asked.id, 'No.')
  const seen = async () =>
    JSON.stringify([
      await c.listConsents(kit.registry, asker, {}),
      (await listJournal(kit.registry, asker, partner.id, {})).items.map(({ id: _, ...entry }) => entry),
    ])
  assert.ok(!(await seen()).includes(tenant.id))
  const again = await ask({ domain: 'fabrikam.example' })
  await c.grantConsent(kit.registry, approver, again.id)
  assert.equal((await c.getConsent(kit.registry, asker, again.id)).tenantId, tenant.id)
})

test('a request to a domain reaches the tenant that takes it later, when the partner asks again', async () => {
  const early = await ask({ domain: 'later.example' })
  const later = await createTenant(kit.registry, kit.operator, { name: 'Later', domain: 'later.example' })
  const again = await ask({ domain: 'later.example' })
  assert.deepEqual(again, early)
  const person: Principal = {
    kind: 'person',
    id: newId(),
    organization: { kind: 'tenant', id: later.id },
    roles: ['consent-approver'],
    grants: builtInGrants(['consent-approver']),
  }
  assert.deepEqual(
    (await c.listConsents(kit.registry, person, {})).items.map(each => each.id),
    [early.id],
  )
  await c.grantConsent(kit.registry, person, early.id)
  assert.deepEqual(
    [(await ask({ domain: 'later.example' })).id, (await c.getConsent(kit.registry, asker, early.id)).state],
    [early.id, 'granted'],
  )
})

test('who has consent and asks by another name gets the consent that there is', async () => {
  const granted = await kit.grant(tenant.id, partner.id)
  assert.equal((await ask({ domain: 'fabrikam.example' })).id, granted.id)
  assert.equal((await ask({ tenantId: tenant.id })).id, granted.id)
})

test('a request names one tenant, by id or by domain', async () => {
  const bad = [
    {},
    { tenantId: tenant.id, domain: 'fabrikam.example' },
    { tenantId: 'x' },
    { tenantId: tenant.id.toUpperCase() },
    { domain: 'no domain' },
  ]
  for (const input of bad) await rejectsWith('invalid_request', ask(input))
  await rejectsWith('invalid_request', ask({ tenantId: tenant.id, message: 'x'.repeat(1001) }), 'message')
})

test('expiry: to the millisecond; renewed by asking again or by a new date', async () => {
  const until = kit.clock.now() + day
  const granted = await kit.grant(tenant.id, partner.id, { expiresAt: until })
  kit.clock.advance(day - 1)
  assert.equal(await codeNow(), 'live')
  kit.clock.advance(1)
  assert.equal(await codeNow(), 'consent_expired')
  assert.equal((await c.getConsent(kit.registry, asker, granted.id)).state, 'expired')
  const asked = await ask()
  assert.deepEqual([asked.state, asked.id === granted.id], ['requested', false])
  assert.equal(await codeNow(), 'consent_expired')
  await c.grantConsent(kit.registry, approver, asked.id)
  assert.equal(await codeNow(), 'live')
  assert.equal((await c.getConsent(kit.registry, asker, granted.id)).state, 'expired')
  assert.deepEqual(
    (await c.listConsents(kit.registry, approver, { state: 'expired' })).items.map(each => each.id),
    [granted.id],
  )
})

test('an expired consent lives again with a new date', async () => {
  const granted = await kit.grant(tenant.id, partner.id, { expiresAt: kit.clock.now() + day })
  kit.clock.advance(day)
  await c.changeConsentLimits(kit.registry, approver, granted.id, { expiresAt: kit.clock.now() + day })
  assert.equal(await codeNow(), 'live')
  await c.changeConsentLimits(kit.registry, approver, granted.id, { expiresAt: null })
  kit.clock.advance(1000 * day)
  assert.equal(await codeNow(), 'live')
})

const use = (devices: number) =>
  kit.registry.store.write(async tx => {
    const row = await current()
    await tx.db
      .updateTable('consents')
      .set({ devices_used: devices })
      .where('tenant_id', '=', tenant.id)
      .where('id', '=', row?.id as string)
      .execute()
  })

test('a number of devices: used up, raised; a new consent counts anew', async () => {
  const granted = await kit.grant(tenant.id, partner.id, { deviceLimit: 10 })
  await use(9)
  assert.deepEqual(await verdict(), { live: true, remaining: 1, groupTags: null, mayHold: true, holdsBatches: false })
  await use(10)
  assert.deepEqual(await verdict(), { live: false, code: 'consent_limit_reached', mayHold: true })
  assert.equal((await c.getConsent(kit.registry, asker, granted.id)).state, 'exhausted')
  await c.changeConsentLimits(kit.registry, approver, granted.id, { deviceLimit: 12 })
  assert.equal(await codeNow(), 'live')
  await use(12)
  const anew = await kit.grant(tenant.id, partner.id, { deviceLimit: 5 })
  assert.deepEqual([anew.devicesUsed, await codeNow()], [0, 'live'])
})

test('tags and holding travel with the consent', async () => {
  await kit.grant(tenant.id, partner.id, {
    groupTags: [' Sales ', 'Lab'],
    whenAbsent: 'refuse',
    expiresAt: kit.clock.now() + day,
  })
  assert.deepEqual(await verdict(), {
    live: true,
    remaining: Number.POSITIVE_INFINITY,
    groupTags: ['Sales', 'Lab'],
    mayHold: false,
    holdsBatches: false,
  })
  kit.clock.advance(day)
  assert.deepEqual(await verdict(), { live: false, code: 'consent_expired', mayHold: false })
})

test('limits that make no sense are refused, and change nothing', async () => {
  const asked = await ask()
  const bad: [object, string][] = [
    [{ expiresAt: kit.clock.now() }, 'limits.expiresAt'],
    [{ expiresAt: Number.NaN }, 'limits.expiresAt'],
    [{ expiresAt: '2030-01-01' }, 'limits.expiresAt'],
    [{ expiresAt: kit.clock.now() + 0.5 }, 'limits.expiresAt'],
    [{ deviceLimit: 0 }, 'limits.deviceLimit'],
    [{ deviceLimit: 1.5 }, 'limits.deviceLimit'],
    [{ deviceLimit: '5' }, 'limits.deviceLimit'],
    [{ groupTags: [] }, 'limits.groupTags'],
    [{ groupTags: [''] }, 'limits.groupTags'],
    [{ groupTags: [5] }, 'limits.groupTags'],
    [{ groupTags: ['x'.repeat(513)] }, 'limits.groupTags'],
    [{ groupTags: Array.from({ length: 1001 }, (_, n) => `${n}`) }, 'limits.groupTags'],
    [{ whenAbsent: 'maybe' }, 'limits.whenAbsent'],
    [{ mayGiveProfiles: 'yes' }, 'limits.mayGiveProfiles'],
  ]
  for (const [limits, field] of bad) {
    await rejectsWith('invalid_request', c.grantConsent(kit.registry, approver, asked.id, limits), field)
    await rejectsWith('invalid_request', kit.grant(tenant.id, partner.id, limits), field)
  }
  assert.equal((await c.getConsent(kit.registry, approver, asked.id)).state, 'requested')
})

test('the standing link grants in one step, answers an open request, and is worth nothing when wrong', async () => {
  const code = await getLinkCode(kit.registry, asker, partner.id)
  const asked = await ask()
  const granted = await c.grantByLink(kit.registry, approver, code, { deviceLimit: 3 })
  assert.deepEqual([granted.id, granted.state, granted.limits.deviceLimit], [asked.id, 'granted', 3])
  await rejectsWith('conflict', c.grantByLink(kit.registry, approver, code))
  await c.revokeConsent(kit.registry, approver, granted.id)
  const second = await c.grantByLink(kit.registry, approver, code)
  assert.equal(second.tenantId, tenant.id)
  assert.notEqual(second.id, granted.id)
  await rejectsWith('not_found', c.grantByLink(kit.registry, approver, `${code}x`))
  for (const who of [approver, await kit.personOf((await kit.partner()).id, ['partner-admin']), kit.operator])
    await rejectsWith('not_found', getLinkCode(kit.registry, who, partner.id))
  await rejectsWith('not_found', getLinkCode(kit.registry, asker, newId()))
})

test('a granted consent counts however often the partner asked besides', async () => {
  const granted = await kit.grant(tenant.id, partner.id)
  await kit.registry.store.write(async tx => {
    for (let n = 0; n < 60; n++) {
      const row = newRequest({
        tenantId: tenant.id,
        partnerId: partner.id,
        target: `t${n}`,
        message: null,
        by: 'x',
        now: kit.clock.now(),
      })
      await insertConsent(tx, { ...row, state: 'declined' })
    }
  })
  assert.equal((await current())?.id, granted.id)
})

test('both sides have it in their journals; the partner does not learn who of the customer decided', async () => {
  const admin = await kit.personOf(tenant.id, ['tenant-admin'])
  const asked = await ask()
  await c.grantConsent(kit.registry, approver, asked.id, { deviceLimit: 5 })
  await c.changeConsentLimits(kit.registry, approver, asked.id, { deviceLimit: 6 })
  await c.revokeConsent(kit.registry, approver, asked.id, 'Done.')
  const filter = { subjectId: asked.id, order: 'asc' } as const
  const theirs = (await listJournal(kit.registry, asker, partner.id, filter)).items
  const ours = (await listJournal(kit.registry, admin, tenant.id, filter)).items
  const actions = ['consent.requested', 'consent.granted', 'consent.changed', 'consent.revoked']
  assert.deepEqual([theirs.map(entry => entry.action), ours.map(entry => entry.action)], [actions, actions])
  assert.deepEqual(
    ours.map(entry => entry.actor.id),
    [asker.id, approver.id, approver.id, approver.id],
  )
  assert.equal(ours[0]?.actor.onBehalfOf, partner.id)
  assert.ok(!JSON.stringify(theirs).includes(approver.id))
  assert.deepEqual([ours[3]?.reason, theirs[3]?.reason], ['Done.', 'Done.'])
  assert.match(JSON.stringify(ours[2]?.before), /"deviceLimit":5/)
})

test('lists by state, newest first, page by page, for both sides', async () => {
  const made: string[] = []
  for (let n = 0; n < 5; n++) {
    const id = (await ask()).id
    made.unshift(id)
    if (n < 4) await c.declineConsent(kit.registry, approver, id)
  }
  for (const by of [approver, asker]) {
    assert.deepEqual(
      (await c.listConsents(kit.registry, by, { state: 'requested' })).items.map(each => each.id),
      made.slice(0, 1),
    )
    const first = await c.listConsents(kit.registry, by, { limit: 3 })
    const second = await c.listConsents(kit.registry, by, { limit: 3, cursor: first.nextCursor as string })
    assert.deepEqual(
      [...first.items, ...second.items].map(each => each.id),
      made,
    )
    assert.equal(second.nextCursor, undefined)
  }
  for (const state of ['granted', 'expired', 'exhausted', 'revoked'] as const)
    assert.deepEqual((await c.listConsents(kit.registry, approver, { state })).items, [], state)
})
