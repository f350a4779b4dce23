import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { testHash } from '../../testing/devices.ts'
import { type Answer, type Harness, startHarness } from '../../testing/harness.ts'
import { addTenant, type Member } from '../../testing/people.ts'

let h: Harness
let tenant: Member
let base: string
before(async () => {
  h = await startHarness()
  tenant = await addTenant(h, 'import.example')
  base = `/api/v1/organizations/${tenant.id}/imports`
})
after(() => h.close())

const send = (payload: string | Buffer, query = '', type = 'application/octet-stream') =>
  h.call('POST', base + query, tenant.token, undefined, { payload, headers: { 'content-type': type } })

async function until(id: string, ...states: string[]): Promise<Answer['body']> {
  for (;;) {
    const { body } = await h.call('GET', `${base}/${id}`, tenant.token)
    if (states.includes(body.state)) return body
    await pause(10)
  }
}

test('a file goes from upload to result over HTTP', async () => {
  const text = `Device Serial Number;Windows Product ID;Hardware Hash;Group Tag\nS1;;${testHash(1)};Kiosk\nS2;;nonsense;Kiosk\n`
  const sent = await send(text, '?fileName=B%C3%BCro.csv', 'application/vnd.ms-excel')
  assert.equal(sent.statusCode, 202, sent.payload)
  assert.equal(sent.headers.location, `${base}/${sent.body.id}`)
  const ready = await until(sent.body.id, 'ready')
  assert.deepEqual([ready.file.delimiter, ready.counts.registered, ready.counts.rejected], [';', 1, 1])
  const rows = await h.call('GET', `${base}/${ready.id}/rows?status=rejected`, tenant.token)
  assert.deepEqual(
    [rows.body.items.length, rows.body.items[0].row, rows.body.items[0].code],
    [1, 3, 'invalid_hardware_hash'],
  )
  assert.equal((await h.call('POST', `${base}/${ready.id}/start`, tenant.token)).statusCode, 202)
  const done = await until(ready.id, 'finished')
  assert.equal(done.counts.registered, 1)
  const customers = await h.call('GET', `${base}/${ready.id}/customers`, tenant.token)
  assert.deepEqual(
    customers.body.items.map((each: { tenantId: string }) => each.tenantId),
    [tenant.id],
  )
  const result = await h.call('GET', `${base}/${ready.id}/result?rows=errors`, tenant.token)
  assert.match(String(result.headers['content-type']), /^text\/csv/)
  assert.equal(result.headers['content-disposition'], "attachment; filename*=UTF-8''B%C3%BCro-errors.csv")
  const lines = result.payload.trimEnd().split('\r\n')
  assert.equal(lines.length, 2)
  assert.match(lines[1] ?? '', /^S2;;nonsense;Kiosk;rejected;invalid_hardware_hash;/)
})

test('a file that is not understood is read again with what somebody says of it', async () => {
  const sent = await send(`Asset|x\n${testHash(2)}|y\n`)
  const bad = await until(sent.body.id, 'unreadable')
  assert.equal(bad.problem.code, 'file_columns_unknown')
  const again = await h.call('PATCH', `${base}/${bad.id}`, tenant.token, { mapping: { Asset: 'hardwareHash' } })
  assert.equal(again.statusCode, 202, again.payload)
  const ready = await until(bad.id, 'ready')
  assert.deepEqual([ready.file.columnSet, ready.counts.registered], ['mapping', 1])
  const cancelled = await h.call('POST', `${base}/${bad.id}/cancel`, tenant.token)
  assert.equal(cancelled.body.state, 'cancelled')
  const list = await h.call('GET', `${base}?state=cancelled`, tenant.token)
  assert.deepEqual(
    list.body.items.map((each: { id: string }) => each.id),
    [bad.id],
  )
})

test('what makes no sense is refused with the field', async () => {
  for (const [query, field] of [
    ['?mapping=5', 'mapping'],
    ['?mapping={"a":"colour"}', 'mapping'],
    ['?encoding=ebcdic', undefined],
    ['?tenantId=x', undefined],
  ] as const) {
    const answer = await send('x', query)
    assert.deepEqual([answer.statusCode, answer.body.code], [400, 'invalid_request'], query)
    if (field) assert.equal(answer.body.field, field)
  }
  assert.equal((await send('')).statusCode, 400)
})
