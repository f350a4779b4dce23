import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { productKeyIdKey, tupleKey } from '../identity/index.ts'
import { newId } from '../ids.ts'
import { listJournal, type Partner, type Principal } from '../organizations/index.ts'
import { encodeCursor } from '../page.ts'
import type { RowFormat } from '../rows/index.ts'
import { scopeTo } from '../store/index.ts'
import {
  bytesOf,
  device,
  ndjson,
  rejectsWith,
  type TestDevice,
  type TestRegistry,
  testRegistry,
} from '../testing/index.ts'
import * as f from './index.ts'

let kit: TestRegistry
let maker: Partner
let reporter: Principal

async function start(limits = {}): Promise<void> {
  kit = await testRegistry({ chunkRows: 4, ...limits })
  maker = await kit.partner('oem')
  reporter = await kit.personOf(maker.id, ['factory-reporter'])
}
beforeEach(() => start())
afterEach(() => kit.close())

const receive = (body: string | AsyncIterable<Uint8Array>, more: Partial<f.BuildReportInput> = {}, by = reporter) =>
  f.receiveBuildReport(kit.registry, by, by.organization.id, {
    format: 'ndjson',
    body: typeof body === 'string' ? bytesOf(body, 700) : body,
    ...more,
  })
const rows = (devices: readonly TestDevice[]) => ndjson(devices.map(each => ({ hardwareHash: each.base64 })))
const records = async (filter = {}) => (await f.listFactoryRecords(kit.registry, reporter, maker.id, filter)).items
const results = async (id: string, filter = {}) =>
  (await f.listBuildReportRows(kit.registry, reporter, maker.id, id, filter)).items
const upTo = (count: number) => Array.from({ length: count }, (_, n) => device(n + 1))

test('every format comes to the same records', async () => {
  const all = upTo(6)
  const bodies: Record<RowFormat, string> = {
    ndjson: rows(all),
    json: JSON.stringify(all.map(each => ({ hardwareHash: each.base64 }))),
    csv: `Hardware Hash,Device Serial Number\n${all.map(each => `${each.base64},${each.serialNumber}`).join('\n')}`,
    oa3: `<Keys>${all.map(each => `<Key><HardwareHash>${each.base64}</HardwareHash></Key>`).join('')}</Keys>`,
  }
  for (const [format, body] of Object.entries(bodies) as [RowFormat, string][]) {
    const report = await receive(body, { format, name: format })
    assert.deepEqual([report.state, report.format, report.rows.total, report.rows.rejected], ['finished', format, 6, 0])
    assert.deepEqual(
      (await results(report.id)).map(row => row.serialNumber),
      all.map(each => each.serialNumber),
    )
  }
  const made = await records()
  assert.deepEqual([made.length, new Set(made.map(record => record.timesReported))], [6, new Set([4])])
})

test('reported again: the same record with its history', async () => {
  const all = upTo(5)
  const first = await receive(rows(all))
  kit.clock.advance(1000)
  const again = all.map((_, n) => device(n + 1, { fields: { OsSystemTime: '2026-01-01T00:00:00Z' } }))
  const second = await receive(rows(again))
  assert.deepEqual(
    [first.rows, second.rows],
    [
      { total: 5, new: 5, known: 0, rejected: 0 },
      { total: 5, new: 0, known: 5, rejected: 0 },
    ],
  )
  const record = (await records({ serialNumber: all[0]?.serialNumber }))[0]
  assert.deepEqual(
    [
      record?.timesReported,
      record?.firstReportId,
      record?.lastReportId,
      (record?.lastReportedAt ?? 0) - (record?.firstReportedAt ?? 0),
    ],
    [2, first.id, second.id, 1000],
  )
  const { history } = await f.getFactoryRecord(kit.registry, reporter, maker.id, record?.id as string)
  assert.deepEqual(
    history.map(entry => [entry.action, entry.after]),
    [
      ['factory-record.reported-again', { reportId: second.id }],
      ['factory-record.created', { reportId: first.id }],
    ],
  )
})

test('the same device twice in one report is one record, in one chunk and across chunks', async () => {
  const report = await receive(rows([device(1), device(1), device(2), device(3), device(4), device(1)]))
  assert.deepEqual(report.rows, { total: 6, new: 4, known: 2, rejected: 0 })
  const found = await results(report.id)
  assert.equal(new Set([0, 1, 5].map(n => found[n]?.recordId)).size, 1)
})

test('another endorsement key in the same machine is another record, and stays that one when reported again', async () => {
  const [before, after] = [device(1), device(1, { tpm: 'new board' })]
  assert.equal((await receive(rows([before]))).rows.new, 1)
  assert.equal((await receive(rows([after]))).rows.new, 1)
  assert.deepEqual((await receive(rows([after, before]))).rows, { total: 2, new: 0, known: 2, rejected: 0 })
  assert.deepEqual(
    (await records()).map(record => record.timesReported),
    [2, 2],
  )
})

test('a record is found by product key id and by its exact tuple', async () => {
  const [one, two] = [device(1, { productKeyId: '3305000000001' }), device(2)]
  await receive(ndjson([{ hardwareHash: one.base64 }, { hardwareHash: two.base64, productKeyId: '3305000000002' }]))
  const { store } = kit.registry
  const find = async (key: Uint8Array) =>
    [...(await f.findFactoryRecords(store, store.db, [key])).values()].flat().map(found => found.row.serial_number)
  assert.deepEqual(await find(productKeyIdKey('3305000000001')), [one.serialNumber])
  assert.deepEqual(await find(productKeyIdKey('3305000000002')), [two.serialNumber])
  assert.deepEqual(await find(tupleKey(two.manufacturer, two.model, two.serialNumber)), [two.serialNumber])
  assert.deepEqual(await find(tupleKey(two.manufacturer.toUpperCase(), two.model, two.serialNumber)), [])
  assert.deepEqual(
    (await records({ productKeyId: '3305000000002' })).map(record => record.serialNumber),
    [two.serialNumber],
  )
  assert.equal((await f.findFactoryRecords(store, store.db, [])).size, 0)
})

test('a product key id that comes with a later report is kept', async () => {
  await receive(
    ndjson([{ hardwareHash: device(1).base64 }, { hardwareHash: device(2).base64, productKeyId: '3305000000002' }]),
  )
  await receive(
    ndjson([
      { hardwareHash: device(1).base64, productKeyId: '3305000000001' },
      { hardwareHash: device(2).base64, productKeyId: '3305000000009' },
    ]),
  )
  assert.deepEqual((await records()).map(record => record.productKeyId).sort(), ['3305000000001', '3305000000002'])
  const { store } = kit.registry
  assert.equal((await f.findFactoryRecords(store, store.db, [productKeyIdKey('3305000000001')])).size, 1)
  await receive(ndjson([{ hardwareHash: device(1).base64, productKeyId: '3305000000001' }]))
})

test('a bad row is rejected in its place with code, message and field', async () => {
  const damaged = Buffer.from(device(2).bytes)
  damaged[200] = (damaged[200] as number) ^ 1
  const body = [
    JSON.stringify({ hardwareHash: device(1).base64 }),
    'no json',
    JSON.stringify({ serialNumber: 'A' }),
    JSON.stringify({ hardwareHash: damaged.toString('base64') }),
    JSON.stringify({ hardwareHash: 'AAAA' }),
    JSON.stringify({ hardwareHash: device(3).base64, serialNumber: 'ANOTHER' }),
    JSON.stringify({ hardwareHash: device(4).base64, manufacturer: 'Contoso' }),
  ].join('\n')
  const report = await receive(body)
  assert.deepEqual(report.rows, { total: 7, new: 2, known: 0, rejected: 5 })
  const rejected = await results(report.id, { status: 'rejected' })
  assert.deepEqual(
    rejected.map(row => [row.position, row.code, row.field]),
    [
      [1, 'invalid_item', undefined],
      [2, 'missing_identifier', 'hardwareHash'],
      [3, 'invalid_hardware_hash', 'hardwareHash'],
      [4, 'invalid_hardware_hash', 'hardwareHash'],
      [5, 'hardware_mismatch', 'serialNumber'],
    ],
  )
  assert.ok(rejected.every(row => row.message && row.message.length > 10))
})

test('results page by page, by status, and with a cursor that makes no sense', async () => {
  const body = Array.from({ length: 11 }, (_, n) => (n % 3 === 0 ? 'bad' : rows([device(n)]).trim())).join('\n')
  const { id } = await receive(body)
  for (const [status, wanted] of [
    [undefined, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['rejected', [0, 3, 6, 9]],
    ['known', []],
  ] as const) {
    const positions: number[] = []
    let cursor: string | undefined
    do {
      const filter = { limit: 3, ...(status && { status }), ...(cursor !== undefined && { cursor }) }
      const page = await f.listBuildReportRows(kit.registry, reporter, maker.id, id, filter)
      positions.push(...page.items.map(row => row.position))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    assert.deepEqual(positions, wanted)
  }
  for (const cursor of ['x', encodeCursor(['a']), encodeCursor([null])])
    await rejectsWith(
      'invalid_request',
      f.listBuildReportRows(kit.registry, reporter, maker.id, id, { cursor }),
      'cursor',
    )
})

test('reports and records are read from either end, page by page', async () => {
  for (const name of ['a', 'b', 'c']) await receive(rows([device(name.charCodeAt(0))]), { name })
  const walk = async <T>(read: (page: object) => Promise<{ items: T[]; nextCursor?: string }>, order: string) => {
    const first = await read({ order, limit: 2 })
    return [...first.items, ...(await read({ order, limit: 2, cursor: first.nextCursor })).items]
  }
  const reports = (page: object) => f.listBuildReports(kit.registry, reporter, maker.id, page)
  assert.deepEqual(
    [
      (await walk(reports, 'asc')).map(each => each.name).join(''),
      (await walk(reports, 'desc')).map(each => each.name).join(''),
    ],
    ['abc', 'cba'],
  )
  const found = (page: object) => f.listFactoryRecords(kit.registry, reporter, maker.id, page)
  const [up, down] = [await walk(found, 'asc'), await walk(found, 'desc')]
  assert.deepEqual([up.length, up.map(each => each.id)], [3, down.map(each => each.id).reverse()])
})

test('a maker sees its own reports and records, nobody else sees any', async () => {
  const report = await receive(rows([device(1)]))
  const record = (await records())[0]?.id as string
  const rival = await kit.partner('oem')
  const stranger = await kit.personOf(rival.id, ['factory-reporter'])
  const { registry } = kit
  for (const [by, id] of [
    [stranger, maker.id],
    [kit.operator, maker.id],
  ] as const) {
    await rejectsWith('not_found', f.listBuildReports(registry, by, id, {}))
    await rejectsWith('not_found', f.listFactoryRecords(registry, by, id, {}))
    await rejectsWith('not_found', f.receiveBuildReport(registry, by, id, { format: 'ndjson', body: bytesOf('') }))
  }
  await rejectsWith('not_found', f.getBuildReport(registry, stranger, rival.id, report.id))
  await rejectsWith('not_found', f.listBuildReportRows(registry, stranger, rival.id, report.id, {}))
  await rejectsWith('not_found', f.getFactoryRecord(registry, stranger, rival.id, record))
  assert.deepEqual((await f.listFactoryRecords(registry, stranger, rival.id, {})).items, [])
  // The same device from another maker is that maker's own record.
  assert.equal((await receive(rows([device(1)]), {}, stranger)).rows.new, 1)
  assert.deepEqual((await f.listBuildReports(registry, reporter, maker.id, {})).items, [report])
})

test('only makers report, and only those who may', async () => {
  const reseller = await kit.partner('csp-direct')
  await rejectsWith('forbidden', receive(rows([device(1)]), {}, await kit.personOf(reseller.id, ['factory-reporter'])))
  await rejectsWith('forbidden', receive(rows([device(1)]), {}, await kit.personOf(maker.id, ['registrar'])))
})

test('one idempotency key, one report', async () => {
  const body = rows(upTo(5))
  const first = await receive(body, { idempotencyKey: 'k' })
  assert.deepEqual(await receive(body, { idempotencyKey: 'k' }), first)
  assert.deepEqual(
    (await records()).map(record => record.timesReported),
    [1, 1, 1, 1, 1],
  )
  await rejectsWith('idempotency_key_reused', receive(rows([device(9)]), { idempotencyKey: 'k' }))
  const rival = await kit.personOf((await kit.partner('oem')).id, ['factory-reporter'])
  assert.equal((await receive(body, { idempotencyKey: 'k' }, rival)).rows.new, 5)
})

test('the same key twice at once does not fail', async () => {
  const body = rows(upTo(9))
  const reports = await Promise.all([receive(body, { idempotencyKey: 'k' }), receive(body, { idempotencyKey: 'k' })])
  assert.deepEqual(
    reports.map(report => report.state),
    ['finished', 'finished'],
  )
  assert.equal((await records()).length, 9)
})

test('an upload that breaks off keeps what it stored and can be sent again', async () => {
  const body = rows(upTo(9))
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* bytesOf(body.slice(0, body.length - 3000), 500)
    throw new Error('connection reset')
  }
  await assert.rejects(receive(broken(), { idempotencyKey: 'k' }), /connection reset/)
  const [interrupted] = (await f.listBuildReports(kit.registry, reporter, maker.id, {})).items
  assert.deepEqual(
    [interrupted?.state, interrupted?.rows.total, interrupted?.finishedAt],
    ['interrupted', 8, undefined],
  )
  assert.equal((await records()).length, 8)
  const again = await receive(body, { idempotencyKey: 'k' })
  assert.deepEqual([again.state, again.rows], ['finished', { total: 9, new: 1, known: 8, rejected: 0 }])
})

test('limits: rows of a report, bytes of a row, a body that cannot be read', async () => {
  await kit.close()
  await start({ batchRows: 6, rowBytes: 8000 })
  await rejectsWith('body_too_large', receive(rows(upTo(7))))
  await rejectsWith('body_too_large', receive(`{"hardwareHash":"${'A'.repeat(9000)}"}`))
  await rejectsWith('unreadable_body', receive('{}', { format: 'json' }))
  const states = (await f.listBuildReports(kit.registry, reporter, maker.id, {})).items.map(report => report.state)
  assert.deepEqual(states, ['interrupted', 'interrupted', 'interrupted'])
})

test('a record can be read whatever the greatest page is', async () => {
  await kit.close()
  await start({ pageSize: 5 })
  await receive(rows([device(1)]))
  const record = (await records())[0]?.id as string
  assert.equal((await f.getFactoryRecord(kit.registry, reporter, maker.id, record)).history.length, 1)
  await rejectsWith('not_found', f.getFactoryRecord(kit.registry, reporter, maker.id, newId()))
})

test('a report is in the journal of the maker; no hash is in any answer', async () => {
  const report = await receive(rows(upTo(2)), { name: ' Line 4 ' })
  assert.equal(report.name, 'Line 4')
  const admin = await kit.personOf(maker.id, ['partner-admin'])
  const { items } = await listJournal(kit.registry, admin, maker.id, { action: 'build-report.received' })
  assert.deepEqual([items[0]?.subject.id, items[0]?.after, items[0]?.actor.id], [report.id, report.rows, reporter.id])
  const journal = await listJournal(kit.registry, admin, maker.id, {})
  const shown = JSON.stringify([await records(), await results(report.id), journal, report])
  assert.ok(!shown.includes(device(1).base64.slice(0, 60)) && !shown.includes('sealed'))
})

test('an empty report is a report without rows', async () => {
  assert.deepEqual((await receive('')).rows, { total: 0, new: 0, known: 0, rejected: 0 })
})

test('an endorsement key that comes with a later report makes the record better, and it stays the same record', async () => {
  await receive(rows([device(1, { tpm: false, fields: { OfflineDeviceId: '00'.repeat(32) } })]))
  const [before] = await records()
  // A row of the same chunk that has no key does not undo it.
  await receive(rows([device(1), device(1, { tpm: false, fields: { OfflineDeviceId: '00'.repeat(32) } })]))
  const [record, ...others] = await records()
  assert.deepEqual([record?.id, others.length], [before?.id, 0])
  assert.equal(record?.quality, 'good')
  const { history } = await f.getFactoryRecord(kit.registry, reporter, maker.id, String(record?.id))
  const change = history.find(entry => entry.before !== undefined)
  assert.ok(change)
  assert.equal((change.before as { quality: string }).quality, before?.quality)
  assert.equal((change.after as { quality: string }).quality, 'good')
  // By its endorsement key alone: the same board with another label.
  await receive(rows([device(1, { serialNumber: 'NEW-LABEL' })]))
  assert.deepEqual(
    (await records()).map(({ id, timesReported }) => [id, timesReported]),
    [[before?.id, 3]],
  )
})

test('a report whose process died is interrupted after an hour', async () => {
  const report = await receive(rows(upTo(2)))
  await kit.registry.store.write(async tx => {
    const change = { state: 'receiving', finished_at: null }
    await scopeTo(tx.db, maker.id).updateTable('build_reports').set(change).where('id', '=', report.id).execute()
  })
  const state = async () => [
    (await f.getBuildReport(kit.registry, reporter, maker.id, report.id)).state,
    (await f.listBuildReports(kit.registry, reporter, maker.id, {})).items[0]?.state,
  ]
  kit.clock.advance(3_599_999)
  assert.deepEqual(await state(), ['receiving', 'receiving'])
  kit.clock.advance(1)
  assert.deepEqual(await state(), ['interrupted', 'interrupted'])
})

test('rows of a status that is rare: a call reads so many chunks, and the cursor goes on', async () => {
  await kit.close()
  await start({ chunkRows: 1 })
  const { id } = await receive(`${'{}\n'.repeat(205)}${rows([device(1)])}`)
  const first = await f.listBuildReportRows(kit.registry, reporter, maker.id, id, { status: 'new' })
  assert.deepEqual(first.items, [])
  assert.ok(first.nextCursor)
  const second = await f.listBuildReportRows(kit.registry, reporter, maker.id, id, {
    status: 'new',
    cursor: first.nextCursor,
  })
  assert.deepEqual([second.items.map(row => row.position), second.nextCursor], [[205], undefined])
})
