import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { makePdf } from '@hailport/registry/testing/pdf'
import { grantConsent } from '../../testing/contract.ts'
import { testHash, testSerial } from '../../testing/devices.ts'
import { type Answer, type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, addPerson, addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let maker: Member
let agent: Member
let tenant: Member
let reseller: Member
const built = [1, 2, 3, 4, 5, 6, 7, 8]

before(async () => {
  h = await startHarness()
  maker = await addPartner(h, 'fabrikam-devices', 'oem')
  agent = await addPerson(h, maker.id, 'agent@fabrikam-devices.example', ['support-agent'])
  tenant = await addTenant(h, 'contoso.example')
  reseller = await addPartner(h, 'tailwind')
  await grantConsent(h, tenant, reseller)
  const report = await h.call('POST', `/api/v1/partners/${maker.id}/build-reports`, maker.token, undefined, {
    payload: built.map(n => JSON.stringify({ hardwareHash: testHash(n) })).join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  })
  assert.equal(report.body.rows.new, built.length)
  const entry = { services: ['later', 'hashes', 'deregister'], regions: ['world'], desk: true }
  ok(await h.call('PUT', `/api/v1/partners/${maker.id}/directory-entry`, maker.token, entry))
})
after(() => h.close())

function ok(answer: Answer) {
  assert.ok(answer.statusCode < 300, answer.payload)
  return answer.body
}

const own = (id = '') => `/api/v1/tenants/${tenant.id}/desk-requests${id && `/${id}`}`
const desk = (id = '') => `/api/v1/partners/${maker.id}/desk-requests${id && `/${id}`}`
const open = (kind: string, numbers: number[], by = tenant) =>
  h.call('POST', own(), by.token, {
    makerId: maker.id,
    kind,
    domain: 'contoso.example',
    serialNumbers: numbers.map(testSerial),
  })
const sendProof = (id: string, payload: Buffer, type = 'application/pdf', by = tenant) =>
  h.call('PUT', `${own(id)}/proof`, by.token, undefined, { payload, headers: { 'content-type': type } })

async function submitted(kind: string, numbers: number[], by = tenant): Promise<string> {
  const { id } = ok(await open(kind, numbers, by))
  ok(await sendProof(id, makePdf(), 'application/pdf', by))
  assert.equal(ok(await h.call('POST', `${own(id)}/submit`, by.token)).state, 'open')
  return id
}

const decide = (id: string, decisions: [number, boolean, string?][]) =>
  h.call('POST', `${desk(id)}/decisions`, agent.token, {
    decisions: decisions.map(([n, approve, reason]) => ({
      serialNumber: testSerial(n),
      approve,
      ...(reason && { reason }),
    })),
  })
const devicesOf = async (by = tenant) =>
  ok(await h.call('GET', `/api/v1/tenants/${by.id}/devices`, by.token)).items.map(
    (device: { serialNumber: string }) => device.serialNumber,
  )
const journalOf = async (by: Member, subjectId: string): Promise<string[]> =>
  ok(
    await h.call('GET', `/api/v1/organizations/${by.id}/journal?subjectId=${subjectId}&order=asc`, by.token),
  ).items.map((entry: { action: string }) => entry.action.replace('desk-request.', ''))

test('register, partly approved: questions and answers on the way, devices in the tenant, both journals', async () => {
  const id = await submitted('register', [1, 2, 99])
  const [listed] = ok(await h.call('GET', `${desk()}?state=open&kind=register`, agent.token)).items
  assert.deepEqual([listed.id, listed.tenantName, listed.counts.pending], [id, 'contoso.example', 3])
  assert.equal(ok(await h.call('POST', `${desk(id)}/take`, agent.token)).state, 'working')
  const question = { text: 'Whose is the third?', question: true }
  ok(await h.call('POST', `${desk(id)}/messages`, agent.token, question))
  assert.equal(ok(await h.call('GET', own(id), tenant.token)).state, 'waiting')
  ok(await h.call('POST', `${own(id)}/messages`, tenant.token, { text: 'A mistake.' }))
  const texts = ok(await h.call('GET', `${desk(id)}/messages`, agent.token)).items.map(
    (one: { text: string }) => one.text,
  )
  assert.deepEqual(texts, ['Whose is the third?', 'A mistake.'])
  const { items } = ok(await h.call('GET', `${desk(id)}/devices`, agent.token))
  assert.deepEqual(
    items.map((one: { check: { code?: string } }) => one.check.code),
    [undefined, undefined, 'device_not_found'],
  )
  const answer = ok(
    await decide(id, [
      [1, true],
      [2, true],
      [99, false, 'Not one of ours'],
    ]),
  )
  assert.deepEqual(answer.request.counts, { total: 3, pending: 0, approved: 2, refused: 1, messages: 2 })
  assert.equal(answer.request.state, 'decided')
  assert.deepEqual((await devicesOf()).sort(), [testSerial(1), testSerial(2)])
  const [, , refused] = ok(await h.call('GET', `${own(id)}/devices`, tenant.token)).items
  assert.deepEqual([refused.state, refused.reason, refused.check], ['refused', 'Not one of ours', undefined])
  const told = ['submitted', 'taken', 'asked', 'answered', 'decided']
  assert.deepEqual(await journalOf(maker, id), told)
  assert.deepEqual(await journalOf(tenant, id), ['opened', 'proof-received', ...told])
})

test('a request that is refused changes nothing', async () => {
  const id = await submitted('register', [3])
  const { request } = ok(await decide(id, [[3, false, 'The invoice names another company']]))
  assert.deepEqual([request.state, request.counts.refused], ['decided', 1])
  assert.ok(!(await devicesOf()).includes(testSerial(3)))
  const again = await decide(id, [[3, true]])
  assert.deepEqual([again.statusCode, again.body.code], [409, 'conflict'])
})

test('hashes go out once, to who asked, and not those of devices that somebody else has', async () => {
  const other = await addTenant(h, 'fabrikam.example')
  const devices = [{ hardwareHash: testHash(5) }]
  ok(await h.call('POST', `/api/v1/tenants/${other.id}/registrations`, other.token, { devices }))
  const id = await submitted('hashes', [4, 5], reseller)
  const { results } = ok(
    await decide(id, [
      [4, true],
      [5, true],
    ]),
  )
  assert.deepEqual(
    [results[0].state, results[1].state, results[1].code],
    ['approved', 'pending', 'device_registered_elsewhere'],
  )
  ok(await decide(id, [[5, false, 'Registered elsewhere']]))
  assert.equal((await h.call('POST', `${own(id)}/hashes`, tenant.token)).statusCode, 403)
  const file = await h.call('POST', `${own(id)}/hashes`, reseller.token)
  assert.match(String(file.headers['content-type']), /^text\/csv/)
  const lines = file.payload.trim().split('\r\n')
  assert.deepEqual(lines, ['Device Serial Number,Windows Product ID,Hardware Hash', `${testSerial(4)},,${testHash(4)}`])
  const twice = await h.call('POST', `${own(id)}/hashes`, reseller.token)
  assert.deepEqual([twice.statusCode, twice.body.code], [409, 'conflict'])
  // The file is one that can be imported.
  const imported = { payload: file.payload, headers: { 'content-type': 'text/csv' } }
  const sent = await h.call('POST', `/api/v1/organizations/${tenant.id}/imports`, tenant.token, undefined, imported)
  assert.equal(sent.statusCode, 202)
  for (const by of [tenant, reseller, maker]) assert.equal((await journalOf(by, id)).at(-1), 'hashes-fetched')
})

test('deregister: for the customer itself, and for others only where the maker has consent', async () => {
  const owner = await addTenant(h, 'wingtip.example')
  const register = (by: Member, n: number) =>
    h.call('POST', `/api/v1/tenants/${by.id}/registrations`, by.token, { devices: [{ hardwareHash: testHash(n) }] })
  ok(await register(tenant, 6))
  ok(await register(owner, 7))
  const id = await submitted('deregister', [6, 7])
  const first = ok(
    await decide(id, [
      [6, true],
      [7, true],
    ]),
  )
  assert.deepEqual([first.results[0].state, first.results[1].code], ['approved', 'device_registered_elsewhere'])
  assert.ok(!(await devicesOf()).includes(testSerial(6)))
  assert.deepEqual(await devicesOf(owner), [testSerial(7)])
  await grantConsent(h, owner, maker)
  assert.equal(ok(await decide(id, [[7, true]])).request.state, 'decided')
  assert.deepEqual(await devicesOf(owner), [])
  const told = await Promise.all([h.call('GET', own(id), tenant.token), h.call('GET', desk(id), agent.token)])
  for (const answer of told) assert.ok(!answer.payload.includes(owner.id) && !answer.payload.includes('wingtip'))
})

test('a proof that is too large, no PDF, damaged or active is refused with a clear error, and nothing is stored', async () => {
  const { id } = ok(await open('register', [8]))
  const refused: [Buffer, string, number, string][] = [
    [Buffer.alloc(10_485_761, '%'), 'application/pdf', 413, 'body_too_large'],
    [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'application/pdf', 422, 'proof_not_accepted'],
    [Buffer.from('PK\x03\x04'), 'application/octet-stream', 422, 'proof_not_accepted'],
    [makePdf().subarray(0, 300), 'application/pdf', 422, 'proof_not_accepted'],
    [makePdf({ catalogue: '/OpenAction << /S /JavaScript /JS (x) >> ' }), 'application/pdf', 422, 'proof_not_accepted'],
    [makePdf({ objects: ['<< /S /Launch /F (x) >>'] }), 'application/pdf', 422, 'proof_not_accepted'],
    [makePdf(), 'image/png', 415, 'unsupported_media_type'],
  ]
  for (const [payload, type, status, code] of refused) {
    const answer = await sendProof(id, payload, type)
    assert.deepEqual([answer.statusCode, answer.body.code], [status, code], type)
  }
  const stored = ok(await h.call('GET', own(id), tenant.token))
  assert.equal(stored.proof, undefined)
  const missing = await h.call('POST', `${own(id)}/submit`, tenant.token)
  assert.deepEqual([missing.statusCode, missing.body.code], [409, 'proof_missing'])
  assert.deepEqual(await journalOf(tenant, id), ['opened'])
})

test('the proof is read back as it was sent, by both sides; that the maker read it is journalled', async () => {
  const { id } = ok(await open('register', [8]))
  const pdf = makePdf({ objects: ['(invoice)'] })
  ok(await sendProof(id, pdf, 'application/octet-stream'))
  assert.equal((await h.call('GET', `${desk(id)}/proof`, agent.token)).statusCode, 404)
  ok(await h.call('POST', `${own(id)}/submit`, tenant.token))
  for (const [url, by] of [
    [`${own(id)}/proof`, tenant],
    [`${desk(id)}/proof`, agent],
  ] as const) {
    const answer = await h.call('GET', url, by.token)
    assert.deepEqual([answer.headers['content-type'], answer.headers['cache-control']], ['application/pdf', 'no-store'])
    assert.match(String(answer.headers['content-disposition']), /^attachment/)
    assert.deepEqual(answer.rawPayload, pdf)
  }
  assert.equal((await journalOf(tenant, id)).at(-1), 'proof-read')
  ok(await h.call('POST', `${own(id)}/withdraw`, tenant.token, { reason: 'Sold' }))
  assert.equal((await h.call('GET', `${desk(id)}/proof`, agent.token)).body.code, 'proof_missing')
})

test('without consent a partner asks in vain, in the same words for tenants that do not exist', async () => {
  const stranger = await addPartner(h, 'northwind')
  const body = { makerId: maker.id, kind: 'register', domain: 'contoso.example', serialNumbers: ['1'] }
  const answers = await Promise.all(
    [tenant.id, '0199a1b2-0000-7000-8000-00000000ffff'].map(id =>
      h.call('POST', `/api/v1/tenants/${id}/desk-requests`, stranger.token, body),
    ),
  )
  assert.deepEqual(
    answers.map(answer => [answer.statusCode, answer.body.code, answer.body.detail]),
    Array(2).fill([403, 'consent_missing', answers[0]?.body.detail]),
  )
  const wrongDesk = await h.call('POST', own(), tenant.token, { ...body, makerId: reseller.id })
  assert.deepEqual([wrongDesk.statusCode, wrongDesk.body.code], [422, 'desk_not_open'])
})
