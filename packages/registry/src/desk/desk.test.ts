import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { writeDirectoryEntry } from '../directory/index.ts'
import { newId } from '../ids.ts'
import { listJournal, type Principal } from '../organizations/index.ts'
import { answerBatch, listDevices, listHeldBatches, listReleased } from '../registration/index.ts'
import { device, rejectsWith } from '../testing/index.ts'
import { makePdf } from '../testing/pdf.ts'
import { hashRow, makeScene, type Party, type Scene } from '../testing/scene.ts'
import * as d from './index.ts'

const day = 86_400_000
let scene: Scene
let agent: Principal
const built = [1, 2, 3, 4].map(n => device(n, { productKeyId: n === 2 ? null : `000000000000${n}` }))
const serial = (n: number) => built[n - 1]?.serialNumber as string

beforeEach(async () => {
  scene = await makeScene({ deskRequests: 3, deskMessages: 4, deskDevices: 10, deskProofBytes: 5_000 })
  agent = await scene.personOf(scene.maker.id, ['support-agent'])
  await scene.report(built)
  const entry = { services: ['later'], regions: ['world'], desk: true }
  await writeDirectoryEntry(scene.registry, scene.maker.who, scene.maker.id, entry)
})
afterEach(() => scene.close())

const open = (kind: d.NewDeskRequest['kind'], serialNumbers: string[], more: object = {}, by: Party = scene.customer) =>
  d.openDeskRequest(scene.registry, by.who, scene.customer.id, {
    makerId: scene.maker.id,
    kind,
    domain: 'fabrikam.example',
    serialNumbers,
    ...more,
  })
async function* inPieces(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100)
}
const send = (id: string, pdf: Uint8Array = makePdf(), by: Party = scene.customer) =>
  d.sendProof(scene.registry, by.who, scene.customer.id, id, inPieces(pdf))
const submit = (id: string, by: Party = scene.customer) =>
  d.submitDeskRequest(scene.registry, by.who, scene.customer.id, id)
async function submitted(kind: d.NewDeskRequest['kind'], serials: string[], more: object = {}, by?: Party) {
  const { id } = await open(kind, serials, more, by)
  await send(id, makePdf(), by)
  await submit(id, by)
  return id
}
const decide = (id: string, decisions: d.DeskDecision[], by = agent) =>
  d.decideDeskDevices(scene.registry, by, scene.maker.id, id, decisions)
const yes = (n: number): d.DeskDecision => ({ serialNumber: serial(n), approve: true })
const no = (serialNumber: string, reason = 'Not on the invoice'): d.DeskDecision => ({
  serialNumber,
  approve: false,
  reason,
})
const get = (id: string, by: Party = scene.customer) => d.getOwnRequest(scene.registry, by.who, scene.customer.id, id)
const own = (id: string, by: Party = scene.customer) =>
  d.listOwnRequestDevices(scene.registry, by.who, scene.customer.id, id, {})
const atDesk = (id: string) => d.listDeskRequestDevices(scene.registry, agent, scene.maker.id, id, {})
const devices = async (by: Party = scene.customer) => (await listDevices(scene.registry, by.who, by.id, {})).items
const actions = async (by: Principal, organizationId: string, subjectId: string) =>
  (await listJournal(scene.registry, by, organizationId, { subjectId, order: 'asc' })).items.map(entry => entry.action)
const parts = () => scene.rows('select sealed from desk_proof_parts')

test('register: partly approved, by the one path, with the maker as the registrar and without its consent', async () => {
  const id = await submitted('register', [serial(1), serial(2), 'UNKNOWN'], { groupTag: 'Berlin' })
  const checks = (await atDesk(id)).items.map(item => [item.check?.factoryRecord, item.check?.holder, item.check?.code])
  assert.deepEqual(checks, [
    ['known', 'nobody', undefined],
    ['known', 'nobody', undefined],
    ['unknown', undefined, 'device_not_found'],
  ])
  const first = await decide(id, [yes(1), { serialNumber: 'UNKNOWN', approve: true }])
  assert.deepEqual(
    first.results.map(({ state, code }) => [state, code]),
    [
      ['approved', undefined],
      ['pending', 'device_not_found'],
    ],
  )
  assert.equal(first.request.state, 'working')
  const last = await decide(id, [yes(1), yes(2), no('UNKNOWN')])
  assert.equal(last.request.state, 'decided')
  assert.deepEqual(last.request.counts, { total: 3, pending: 0, approved: 2, refused: 1, messages: 0 })
  const found = await devices()
  assert.deepEqual(
    found
      .map(({ serialNumber, groupTag, registrar, source }) => [serialNumber, groupTag, registrar.kind, source])
      .sort(),
    [
      [serial(1), 'Berlin', 'oem', 'product-key-id'],
      [serial(2), 'Berlin', 'oem', 'tuple'],
    ].sort(),
  )
  assert.deepEqual(
    (await own(id)).items.map(({ state, reason, deviceId }) => [state, reason, deviceId !== undefined]),
    [
      ['approved', undefined, true],
      ['approved', undefined, true],
      ['refused', 'Not on the invoice', false],
    ],
  )
  // The maker has no consent: it does not see what it registered.
  await rejectsWith('not_found', listDevices(scene.registry, scene.maker.who, scene.customer.id, {}))
  await rejectsWith('conflict', decide(id, [yes(1)]))
  scene.audit()
  const told = ['opened', 'proof-received', 'submitted', 'devices-decided', 'decided'].map(one => `desk-request.${one}`)
  assert.deepEqual(await actions(scene.customer.who, scene.customer.id, id), told)
  assert.deepEqual(await actions(scene.maker.who, scene.maker.id, id), told.slice(2))
  const { items } = await listJournal(scene.registry, scene.customer.who, scene.customer.id, { subjectId: id })
  assert.equal(items[0]?.actor.id, scene.maker.id, 'the customer learns which organization, not which person')
})

test('deregister: of the own tenant at once; of another only where the maker has its consent; never by asking alone', async () => {
  await scene.register(scene.customer, [hashRow(built[0]!)])
  await scene.register(scene.other, [hashRow(built[1]!)], {}, scene.other.id)
  await scene.register(scene.other, [hashRow(built[2]!)], {}, scene.other.id)
  const id = await submitted('deregister', [serial(1), serial(2), serial(4)])
  assert.deepEqual(
    (await atDesk(id)).items.map(({ check }) => [check?.holder, check?.code]),
    [
      ['tenant', undefined],
      ['elsewhere', undefined],
      ['nobody', 'device_not_registered'],
    ],
  )
  const { results } = await decide(id, [yes(1), yes(2), yes(4)])
  assert.deepEqual(
    results.map(({ state, code }) => [state, code]),
    [
      ['approved', undefined],
      ['pending', 'device_registered_elsewhere'],
      ['pending', 'device_not_registered'],
    ],
  )
  assert.deepEqual(await devices(), [])
  assert.equal((await devices(scene.other)).length, 2)
  await scene.grant(scene.other.id, scene.maker.id)
  assert.equal((await decide(id, [yes(2)])).results[0]?.state, 'approved')
  assert.equal((await devices(scene.other)).length, 1)
  // It was not done behind the owner's back: it can be taken back.
  assert.equal((await listReleased(scene.registry, scene.other.who, scene.other.id, {})).items.length, 1)
  const shown = JSON.stringify([await own(id), await atDesk(id), await get(id)])
  assert.ok(!shown.includes(scene.other.id) && !shown.includes('Tailwind'))
  scene.audit()
})

test('hashes: handed out once, for devices that nobody else has, within their time; the maker can offer them again', async () => {
  await scene.register(scene.other, [hashRow(built[2]!)], {}, scene.other.id)
  const id = await submitted('hashes', [serial(1), serial(2), serial(3)])
  const fetch = (by: Party = scene.customer) => d.fetchDeskHashes(scene.registry, by.who, scene.customer.id, id)
  const { results } = await decide(id, [yes(1), yes(2), yes(3)])
  assert.deepEqual([results[2]?.state, results[2]?.code], ['pending', 'device_registered_elsewhere'])
  await rejectsWith('conflict', fetch())
  await decide(id, [no(serial(3), 'Registered to somebody else')])
  const { csv } = await fetch()
  assert.deepEqual(csv.trim().split('\r\n'), [
    'Device Serial Number,Windows Product ID,Hardware Hash',
    `${serial(1)},,${built[0]?.base64}`,
    `${serial(2)},,${built[1]?.base64}`,
  ])
  await rejectsWith('conflict', fetch())
  await d.offerDeskHashes(scene.registry, agent, scene.maker.id, id)
  scene.clock.advance(7 * day)
  await rejectsWith('conflict', fetch())
  await d.offerDeskHashes(scene.registry, agent, scene.maker.id, id)
  await fetch()
  for (const [by, organization] of [
    [scene.customer.who, scene.customer.id],
    [scene.maker.who, scene.maker.id],
  ] as const)
    assert.equal(
      (await actions(by, organization, id)).filter(action => action === 'desk-request.hashes-fetched').length,
      2,
    )
})

test('a partner asks for its customer under its consent, becomes the registrar, and the customer sees and may stop it', async () => {
  await rejectsWith('consent_missing', open('register', [serial(1)], {}, scene.reseller))
  await scene.consent(scene.reseller, { deviceLimit: 1 })
  const { id } = await open('register', [serial(1), serial(2)], {}, scene.reseller)
  await send(id, makePdf(), scene.reseller)
  await rejectsWith('not_found', get(id))
  await submit(id, scene.reseller)
  assert.equal((await get(id)).openedBy, undefined)
  assert.equal((await get(id)).requester.id, scene.reseller.id)
  await rejectsWith('forbidden', d.readOwnProof(scene.registry, scene.customer.who, scene.customer.id, id))
  const { results } = await decide(id, [yes(1), yes(2)])
  assert.deepEqual(
    results.map(({ state, code }) => [state, code]),
    [
      ['approved', undefined],
      ['pending', 'consent_limit_reached'],
    ],
  )
  const [registered] = (await listDevices(scene.registry, scene.reseller.who, scene.customer.id, {})).items
  assert.deepEqual([registered?.serialNumber, registered?.registrar.id], [serial(1), scene.reseller.id])
  scene.audit()
  const withdrawn = await d.withdrawDeskRequest(scene.registry, scene.customer.who, scene.customer.id, id, 'Not agreed')
  assert.deepEqual([withdrawn.state, withdrawn.counts.approved, withdrawn.counts.pending], ['withdrawn', 1, 0])
  assert.deepEqual(
    (await own(id)).items.map(item => item.state),
    ['approved', 'undecided'],
  )
  assert.deepEqual(parts(), [])
  for (const { who, id: organization } of [scene.customer, scene.reseller, scene.maker])
    assert.equal((await actions(who, organization, id)).at(-1), 'desk-request.withdrawn')
})

test('where the customer accepts each batch of its partner, an approval waits for that, and reads as what came of it', async () => {
  await scene.consent(scene.reseller, { eachBatch: 'hold' })
  const id = await submitted('register', [serial(1), serial(2)], {}, scene.reseller)
  const { request, results } = await decide(id, [yes(1), yes(2)])
  assert.deepEqual([request.state, results[0]?.state, results[0]?.code], ['decided', 'approved', 'batch_not_accepted'])
  assert.deepEqual(await devices(), [])
  const [batch] = (await listHeldBatches(scene.registry, scene.customer.who, {})).items
  for (const [at, answer] of (['accepted', 'refused'] as const).entries()) {
    const positions = [at]
    await answerBatch(scene.registry, scene.customer.who, scene.customer.id, String(batch?.id), { answer, positions })
    await scene.work()
  }
  for (const { items } of [await own(id, scene.reseller), await atDesk(id)])
    assert.deepEqual(
      items.map(({ state, code, deviceId }) => [state, code, deviceId !== undefined]),
      [
        ['approved', undefined, true],
        ['approved', 'batch_refused', false],
      ],
    )
  scene.audit()
})

test('of several factory records of a serial number the agent chooses one, and that one is registered', async () => {
  // Two devices with the same label in every respect.
  const twins = [11, 12].map(n => device(n, { serialNumber: 'TWIN', productKeyId: null }))
  await scene.report(twins)
  const id = await submitted('register', ['TWIN', serial(1)])
  const [checked] = (await atDesk(id)).items
  assert.deepEqual([checked?.check?.factoryRecord, checked?.check?.code], ['several', 'device_not_unique'])
  const records = checked?.check?.records ?? []
  assert.deepEqual(
    records.map(one => one.holder),
    ['nobody', 'nobody'],
  )
  const approve = (recordId?: string) =>
    decide(id, [{ serialNumber: 'TWIN', approve: true, ...(recordId !== undefined && { recordId }) }])
  assert.equal((await approve()).results[0]?.code, 'device_not_unique')
  await rejectsWith('invalid_request', approve(newId()))
  const [, second] = records
  const { results } = await approve(second?.id)
  assert.deepEqual([results[0]?.state, results[0]?.code], ['approved', undefined])
  const found = await devices()
  assert.deepEqual(
    found.map(one => [one.serialNumber, one.source]),
    [['TWIN', 'hash']],
  )
  // The other one is still free: it was not taken for this one.
  const again = await submitted('register', ['TWIN'])
  const holders = (await atDesk(again)).items[0]?.check?.records?.map(one => [one.id, one.holder])
  assert.deepEqual(
    new Map(holders as [string, string][]),
    new Map(records.map(one => [one.id, one === second ? 'tenant' : 'nobody'])),
  )
  scene.audit()
})

test('the maker asks, the request waits, the answer lets it go on; messages are few and have no end after the end', async () => {
  const id = await submitted('register', [serial(1)])
  const write = (text: string, question = false) =>
    d.sendDeskMessage(scene.registry, agent, scene.maker.id, id, { text, question })
  const answer = (text: string) => d.sendOwnMessage(scene.registry, scene.customer.who, scene.customer.id, id, text)
  await write('Page 2 is missing.\nPlease send it.', true)
  assert.equal((await get(id)).state, 'waiting')
  await send(id, makePdf({ version: '1.4' }))
  await answer('Sent.')
  assert.equal((await get(id)).state, 'working')
  const { items } = await d.listOwnMessages(scene.registry, scene.customer.who, scene.customer.id, id, {})
  assert.deepEqual(
    items.map(({ side, text, senderId }) => [side, text, senderId]),
    [
      ['maker', 'Page 2 is missing.\nPlease send it.', undefined],
      ['requester', 'Sent.', scene.customer.who.id],
    ],
  )
  for (const text of ['', ' ', 'a\u0000b', 'x'.repeat(4001)]) await rejectsWith('invalid_request', write(text), 'text')
  await write('Thank you')
  await write('Bye')
  await rejectsWith('conflict', answer('One too many'))
  await decide(id, [yes(1)])
  await rejectsWith('conflict', write('Late'))
})

test('a proof is sealed, its type comes from its content, and what is refused leaves nothing behind', async () => {
  const { id } = await open('register', [serial(1)])
  await rejectsWith('proof_missing', submit(id))
  const before = scene.dump()
  await rejectsWith('body_too_large', send(id, makePdf({ objects: [`(${'x'.repeat(5_000)})`] })))
  await rejectsWith('proof_not_accepted', send(id, Buffer.from('GIF89a')))
  await rejectsWith('proof_not_accepted', send(id, makePdf().subarray(0, 200)))
  await rejectsWith('proof_not_accepted', send(id, makePdf({ catalogue: '/OpenAction << /S /Launch >> ' })))
  assert.deepEqual(scene.dump(), before)
  const { proof } = await send(id, makePdf({ objects: ['(invoice 4711)'] }))
  assert.equal(proof?.digest.length, 64)
  assert.ok(!JSON.stringify(scene.dump()).includes('invoice 4711'))
  assert.ok(!Buffer.concat(parts().map(row => row.sealed as Uint8Array)).includes('invoice 4711'))
  await rejectsWith('not_found', d.readDeskProof(scene.registry, agent, scene.maker.id, id))
  await submit(id)
  const read = await d.readDeskProof(scene.registry, agent, scene.maker.id, id)
  assert.ok(Buffer.from(read).includes('invoice 4711'))
  assert.equal((await actions(scene.customer.who, scene.customer.id, id)).at(-1), 'desk-request.proof-read')
  await rejectsWith('conflict', submit(id))
})

test('time: drafts, questions and requests that nobody works on end; the proof of a decided one is deleted by a job', async () => {
  const draft = await open('register', [serial(1)])
  await send(draft.id)
  const asked = await submitted('register', [serial(2)])
  await d.sendDeskMessage(scene.registry, agent, scene.maker.id, asked, { text: 'Which?', question: true })
  const decided = await submitted('register', [serial(3)])
  await decide(decided, [yes(3)])
  assert.equal(parts().length, 3)
  const state = async (id: string) => (await get(id)).state
  scene.clock.advance(14 * day)
  await scene.work()
  assert.deepEqual([await state(draft.id), await state(asked), parts().length], ['expired', 'waiting', 2])
  scene.clock.advance(16 * day)
  await scene.work()
  assert.deepEqual([await state(asked), parts().length], ['expired', 1])
  scene.clock.advance(150 * day)
  await scene.work()
  assert.deepEqual(parts(), [])
  assert.notEqual((await get(decided)).proof?.deletedAt, undefined)
  await rejectsWith('proof_missing', d.readDeskProof(scene.registry, agent, scene.maker.id, decided))
  assert.equal((await actions(scene.customer.who, scene.customer.id, decided)).at(-1), 'desk-request.proof-deleted')
  assert.deepEqual(scene.rows("select id from jobs where kind = 'desk-request-due'"), [])
})

test('limits and lists of serial numbers: empty, too long, twice, blank, too many requests; a wrong domain or desk', async () => {
  const refused: [string[], object][] = [
    [[], {}],
    [Array.from({ length: 11 }, (_, n) => `S${n}`), {}],
    [['A', 'B', ' A '], {}],
    [['A', ' '], {}],
    [['x'.repeat(129)], {}],
    [['A'], { domain: 'tailwind.example' }],
  ]
  for (const [serials, more] of refused) await rejectsWith('invalid_request', open('register', serials, more))
  await rejectsWith('invalid_request', open('hashes', ['A'], { groupTag: 'Berlin' }), 'groupTag')
  for (const makerId of [newId(), scene.reseller.id, 'x'])
    await rejectsWith('desk_not_open', open('register', ['A'], { makerId }))
  // Leading zeroes and capitals are parts of a number.
  const made = await open('register', ['0012', '12', 'aB', 'ab'])
  assert.equal(made.counts.total, 4)
  await open('register', ['1'])
  await open('register', ['2'])
  await rejectsWith('conflict', open('register', ['3']))
  await d.withdrawDeskRequest(scene.registry, scene.customer.who, scene.customer.id, made.id)
  await open('register', ['3'])
})

test('decisions: reasons are needed, strangers refused, the same again harmless, the opposite a conflict', async () => {
  const id = await submitted('register', [serial(1), serial(2)])
  await rejectsWith('invalid_request', decide(id, []))
  await rejectsWith('invalid_request', decide(id, [{ serialNumber: serial(1), approve: false }]), 'reason')
  await rejectsWith('invalid_request', decide(id, [yes(1), yes(1)]))
  await rejectsWith('invalid_request', decide(id, [yes(3)]))
  await decide(id, [yes(1)])
  assert.deepEqual(
    (await decide(id, [yes(1)])).results.map(({ state, code }) => [state, code]),
    [['approved', undefined]],
  )
  assert.deepEqual(
    (await decide(id, [no(serial(1))])).results.map(({ state, code }) => [state, code]),
    [['approved', 'conflict']],
  )
  assert.equal((await devices()).length, 1)
})

test('others see nothing: other tenants, other makers, people without the right', async () => {
  const id = await submitted('register', [serial(1)])
  const otherMaker = await scene.newPartner('oem')
  const otherAgent = await scene.personOf(otherMaker.id, ['support-agent'])
  const reader = await scene.personOf(scene.customer.id, ['device-reader'])
  const { registry, maker, customer } = scene
  for (const by of [otherAgent, scene.other.who, scene.reseller.who, scene.operator])
    for (const call of [
      () => d.getDeskRequest(registry, by, maker.id, id),
      () => d.listDeskRequestDevices(registry, by, maker.id, id, {}),
      () => d.readDeskProof(registry, by, maker.id, id),
      () => decide(id, [yes(1)], by),
    ])
      await rejectsWith('not_found', call())
  await rejectsWith('not_found', d.getDeskRequest(registry, otherAgent, otherMaker.id, id))
  await rejectsWith('forbidden', d.getDeskRequest(registry, maker.who, maker.id, id))
  await rejectsWith('not_found', d.getOwnRequest(registry, scene.other.who, scene.other.id, id))
  assert.equal((await d.getOwnRequest(registry, reader, customer.id, id)).id, id)
  for (const refused of [
    () => d.withdrawDeskRequest(registry, reader, customer.id, id),
    () => d.sendOwnMessage(registry, reader, customer.id, id, 'Hello'),
    () => d.readOwnProof(registry, reader, customer.id, id),
  ])
    await rejectsWith('forbidden', refused())
  await scene.consent(scene.reseller)
  await rejectsWith('not_found', d.getOwnRequest(registry, scene.reseller.who, customer.id, id))
})

test('lists filter, sort and page on both sides', async () => {
  const ids = [await submitted('register', [serial(1)]), await submitted('hashes', [serial(2), serial(3)])]
  const draft = await open('deregister', [serial(4)])
  const mine = async (filter: d.DeskRequestFilter) =>
    (await d.listOwnRequests(scene.registry, scene.customer.who, scene.customer.id, filter)).items.map(one => one.id)
  const theirs = async (filter: d.DeskRequestFilter) =>
    (await d.listDeskRequests(scene.registry, agent, scene.maker.id, filter)).items.map(one => one.id)
  assert.deepEqual(await mine({}), [draft.id, ...ids.toReversed()])
  assert.deepEqual(await mine({ order: 'asc', state: 'open' }), ids)
  assert.deepEqual(await mine({ kind: 'hashes', makerId: scene.maker.id }), [ids[1]])
  assert.deepEqual(await mine({ makerId: newId() }), [])
  assert.deepEqual(await theirs({ order: 'asc' }), ids)
  assert.deepEqual(await theirs({ kind: 'register', state: 'open', tenantId: scene.customer.id }), [ids[0]])
  const { nextCursor } = await d.listDeskRequests(scene.registry, agent, scene.maker.id, { limit: 1 })
  assert.deepEqual(await theirs({ limit: 1, cursor: nextCursor as string }), [ids[0]])
  const page = await d.listDeskRequestDevices(scene.registry, agent, scene.maker.id, ids[1] as string, { limit: 1 })
  assert.deepEqual([page.items[0]?.serialNumber, page.nextCursor !== undefined], [serial(2), true])
})
