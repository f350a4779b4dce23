import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Harness, startHarness } from '../../testing/harness.ts'
import { addPartner, type Member } from '../../testing/people.ts'

let h: Harness
let maker: Member
let reseller: Member

const entryOf = (member: Member) => `/api/v1/partners/${member.id}/directory-entry`
const write = (member: Member, entry: object) => h.call('PUT', entryOf(member), member.token, entry)
const publish = (member: Member, writtenAt: string) =>
  h.call('POST', `/api/v1/directory-entries/${member.id}/publish`, h.operator, { writtenAt })
const list = async (query = '') => (await h.call('GET', `/api/v1/participants${query}`)).body
const names = async (query = '') => (await list(query)).items.map((one: { name: string }) => one.name)
const page = (query = '', language = 'en') =>
  h.call('GET', `/participants${query}`, undefined, undefined, { headers: { 'accept-language': language } })

const making = {
  description: 'Laptops <for> schools & "others".',
  services: ['later', 'hashes'],
  desk: true,
  showConsentLink: true,
  regions: ['DE', 'AT'],
  contactEmail: 'desk@fabrikam.example',
  contactUrl: 'https://fabrikam.example/desk',
}
const selling = { services: ['at-purchase'], regions: ['world'] }

before(async () => {
  h = await startHarness()
  maker = await addPartner(h, 'Fabrikam-Devices', 'oem')
  reseller = await addPartner(h, 'contoso-sales')
})
after(() => h.close())

test('an entry is shown when the operator has published it, as it was then; a later one waits', async () => {
  assert.equal((await h.call('GET', entryOf(maker), maker.token)).statusCode, 404)
  const written = await write(maker, making)
  assert.equal(written.statusCode, 200, written.payload)
  assert.deepEqual(await names(), [])
  assert.match((await page()).payload, /Nobody fits/)
  const waiting = await h.call('GET', '/api/v1/directory-entries?state=waiting', h.operator)
  assert.deepEqual(
    waiting.body.items.map((one: { partnerId: string }) => one.partnerId),
    [maker.id],
  )
  const early = await publish(maker, '2031-01-31T12:00:00.000Z')
  assert.deepEqual([early.statusCode, early.body.code], [409, 'conflict'])
  assert.equal((await publish(maker, written.body.writtenAt)).statusCode, 200)
  const { showConsentLink: _, ...shown } = making
  const link = await h.call('GET', `/api/v1/partners/${maker.id}/consent-link`, maker.token)
  assert.deepEqual((await list()).items, [
    { id: maker.id, name: 'Fabrikam-Devices', kind: 'oem', ...shown, regions: ['AT', 'DE'], consentUrl: link.body.url },
  ])
  h.advance(1_000)
  await write(maker, { ...making, description: 'Not seen by operators' })
  assert.equal((await list()).items[0].description, making.description)
  assert.equal((await h.call('GET', '/api/v1/directory-entries?state=waiting', h.operator)).body.items.length, 1)
  for (const organization of [maker.id, '00000000-0000-0000-0000-000000000000']) {
    const journal = await h.call(
      'GET',
      `/api/v1/organizations/${organization}/journal?subjectId=${maker.id}`,
      h.operator,
    )
    if (journal.statusCode === 200)
      assert.ok(journal.body.items.some((entry: { action: string }) => entry.action === 'directory-entry.published'))
  }
})

test('the list filters, sorts and pages', async () => {
  const written = await write(reseller, selling)
  await publish(reseller, written.body.writtenAt)
  assert.deepEqual(await names(), ['contoso-sales', 'Fabrikam-Devices'])
  assert.deepEqual(await names('?order=desc'), ['Fabrikam-Devices', 'contoso-sales'])
  assert.deepEqual(await names('?kind=oem'), ['Fabrikam-Devices'])
  assert.deepEqual(await names('?desk=true'), ['Fabrikam-Devices'])
  assert.deepEqual(await names('?desk=false'), ['contoso-sales'])
  assert.deepEqual(await names('?region=DE'), ['contoso-sales', 'Fabrikam-Devices'])
  assert.deepEqual(await names('?region=FR'), ['contoso-sales'])
  const first = await list('?limit=1')
  assert.deepEqual(await names(`?limit=1&cursor=${first.nextCursor}`), ['Fabrikam-Devices'])
  assert.equal((await h.call('GET', '/api/v1/participants?region=deu')).statusCode, 400)
  assert.equal((await h.call('GET', '/api/v1/participants?cursor=x')).statusCode, 400)
})

test('the page is in English and German, without a script and without a cookie; text is escaped', async () => {
  const english = await page()
  assert.match(english.payload, /Laptops &lt;for&gt; schools &amp; &quot;others&quot;/)
  assert.match(english.payload, /Austria, Germany/)
  assert.ok(english.payload.includes('href="mailto:desk@fabrikam.example"') && english.payload.includes('/consent/'))
  assert.ok(!english.payload.includes('<script') && english.headers['set-cookie'] === undefined)
  const german = await page('?desk=yes', 'de')
  assert.match(german.payload, /<html lang="de">/)
  assert.match(german.payload, /Deutschland, Österreich/)
  assert.ok(!german.payload.includes('contoso-sales'))
  const wrong = await page('?region=d1')
  assert.equal(wrong.statusCode, 400)
  assert.match(wrong.payload, /role="alert">The country must be two letters/)
  assert.match(wrong.payload, /value="D1" aria-invalid="true"/)
  assert.equal((await page('?kind=%27--&region=%00')).statusCode, 400)
})

test('what is written is checked, and only makers can have a desk', async () => {
  const refused: [Member, object, string][] = [
    [reseller, { ...selling, desk: true }, 'desk'],
    [maker, { ...making, regions: [] }, 'regions'],
    [maker, { ...making, regions: ['de'] }, 'regions'],
    [maker, { ...making, contactUrl: 'javascript:alert(1)' }, 'contactUrl'],
    [maker, { ...making, contactUrl: 'https://user:secret@fabrikam.example' }, 'contactUrl'],
    [maker, { ...making, contactEmail: 'nobody' }, 'contactEmail'],
  ]
  for (const [by, entry, field] of refused) {
    const answer = await write(by, entry)
    assert.deepEqual([answer.statusCode, answer.body.code, answer.body.field], [400, 'invalid_request', field], field)
  }
  assert.equal((await h.call('PUT', entryOf(maker), reseller.token, making)).statusCode, 404)
  const { body } = await h.call('GET', entryOf(reseller), reseller.token)
  for (const by of [maker, reseller]) {
    const url = `/api/v1/directory-entries/${reseller.id}/publish`
    assert.equal((await h.call('POST', url, by.token, { writtenAt: body.writtenAt })).statusCode, 403)
  }
})

test('what operators take out is shown no more, until they publish it again', async () => {
  assert.equal((await h.call('POST', `/api/v1/directory-entries/${reseller.id}/withdraw`, h.operator)).statusCode, 200)
  assert.deepEqual(await names(), ['Fabrikam-Devices'])
  const { body } = await h.call('GET', entryOf(reseller), reseller.token)
  assert.equal(body.published, undefined)
  await publish(reseller, body.writtenAt)
  assert.deepEqual(await names(), ['contoso-sales', 'Fabrikam-Devices'])
})
