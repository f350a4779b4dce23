import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { type CryptoKey, exportJWK, generateKeyPair } from 'jose'
import { getBuildReport, listBuildReportRows, listBuildReports, listFactoryRecords } from '../factory/index.ts'
import { newId } from '../ids.ts'
import { listJournal, type Partner, type Principal } from '../organizations/index.ts'
import { device, rejectsWith, type TestRegistry, testRegistry } from '../testing/index.ts'
import * as line from './index.ts'
import { digestOfEntry, signAssertion, signEntry } from './station-side.ts'

let kit: TestRegistry
let maker: Partner
let boss: Principal
beforeEach(async () => {
  kit = await testRegistry({ lineEntries: 20, lineStations: 3 })
  maker = await kit.partner('oem')
  boss = await kit.personOf(maker.id, ['partner-admin', 'factory-reporter'])
})
afterEach(() => kit.close())

/** A station as it works: its key, its queue, its clock. */
class Station {
  readonly key: CryptoKey
  readonly station: line.LineStation
  readonly queue: string[] = []
  offset = 0

  private constructor(key: CryptoKey, station: line.LineStation) {
    this.key = key
    this.station = station
  }

  static async make(name: string, by = boss): Promise<Station> {
    const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
    const input = { name, line: 'L1', publicKey: { ...(await exportJWK(publicKey)) } }
    return new Station(privateKey, await line.addLineStation(kit.registry, by, by.organization.id, input))
  }

  async capture(n: number, more: object = {}, hash = device(n).base64): Promise<void> {
    const previous = this.queue.at(-1)
    const entry = {
      sequence: this.queue.length + 1,
      previous: previous === undefined ? '' : digestOfEntry(previous),
      at: kit.clock.now() + this.offset,
      device: { hardwareHash: hash, ...more },
    }
    this.queue.push(await signEntry(entry, this.key, this.station.thumbprint))
  }

  async caller(partnerId = maker.id, at = kit.clock.now()): Promise<line.StationCaller> {
    const assertion = { partnerId, at, clock: kit.clock.now() + this.offset }
    const token = await signAssertion(assertion, this.key, this.station.thumbprint)
    return line.authenticateStation(kit.registry, partnerId, { token, requestId: 'r' })
  }

  async send(from = 0, entries = this.queue.slice(from)): Promise<line.LineReport> {
    return line.receiveLineReport(kit.registry, await this.caller(), entries)
  }
}

const total = async () => (await listFactoryRecords(kit.registry, boss, maker.id, {})).items.length

test('a report of a station becomes a build report that names it; sent again it is answered as before', async () => {
  const one = await Station.make('One')
  for (const n of [1, 2, 3]) await one.capture(n, { serialNumber: device(n).serialNumber })
  const first = await one.send()
  assert.deepEqual(first.report.rows, { total: 3, new: 3, known: 0, rejected: 0 })
  assert.deepEqual(first.report.station, { id: one.station.id, firstSequence: 1, lastSequence: 3, clockSkewMs: 0 })
  assert.deepEqual(
    first.results.map(({ sequence, status, capturedAt }) => [sequence, status, capturedAt]),
    [1, 2, 3].map(n => [n, 'new', kit.clock.now()]),
  )
  assert.deepEqual(await one.send(), first)
  assert.equal(await total(), 3)
  await one.capture(4)
  assert.equal((await one.send(3)).report.rows.new, 1)
  assert.equal((await getBuildReport(kit.registry, boss, maker.id, first.report.id)).state, 'finished')
  const rows = await listBuildReportRows(kit.registry, boss, maker.id, first.report.id, {})
  assert.deepEqual(rows.items, first.results)
  const own = await listBuildReports(kit.registry, boss, maker.id, { stationId: one.station.id })
  assert.deepEqual([own.items.length, own.items[0]?.station?.firstSequence], [2, 4])
  const now = await line.getLineStation(kit.registry, boss, maker.id, one.station.id)
  assert.deepEqual([now.lastSequence, now.lastReportAt], [4, kit.clock.now()])
  const { items } = await listJournal(kit.registry, await kit.personOf(maker.id, ['auditor']), maker.id, {})
  const received = items.find(entry => entry.action === 'build-report.received')
  assert.deepEqual(received?.actor, { kind: 'station', id: one.station.id })
})

test('two reports at once take effect once', async () => {
  const one = await Station.make('One')
  for (const n of [1, 2]) await one.capture(n)
  const [a, b] = await Promise.all([one.send(), one.send()])
  assert.deepEqual(a, b)
  assert.equal(await total(), 2)
})

test('what was changed, taken out, put elsewhere, or signed by somebody else is refused, and nothing is stored', async () => {
  const one = await Station.make('One')
  const other = await Station.make('Other')
  for (const n of [1, 2, 3]) {
    await one.capture(n)
    await other.capture(n + 10)
  }
  const [first = '', second = '', third = ''] = one.queue
  const [head, payload = '', signature] = second.split('.')
  const changed = Buffer.from(payload, 'base64url').toString().replace('"sequence":2', '"sequence":2,"x":1')
  const forged = [head, Buffer.from(changed).toString('base64url'), signature].join('.')
  for (const [code, entries] of [
    ['line_entry_refused', [first, forged, third]],
    ['line_entry_refused', [first, other.queue[1], third]],
    ['line_entry_refused', ['nonsense']],
    ['line_sequence_broken', [first, third]],
    ['line_sequence_broken', [second, first, third]],
    ['line_sequence_broken', [second, third]],
    ['invalid_request', []],
    ['invalid_request', Array(21).fill(first)],
  ] as const)
    await rejectsWith(code, one.send(0, entries as string[]))
  assert.equal(await total(), 0)
  await one.send()
  // The same numbers with other content: a copied disk, or a backup that was restored.
  const before = one.queue.splice(1)
  await one.capture(5)
  await rejectsWith('line_sequence_broken', one.send(1))
  await rejectsWith('line_sequence_broken', one.send(0, before.slice(0, 1)))
  assert.equal(await total(), 3)
})

test('a revoked station is refused, also in the middle; what it sent stays', async () => {
  const one = await Station.make('One')
  await one.capture(1)
  await one.send()
  await one.capture(2)
  const caller = await one.caller()
  const revoked = await line.revokeLineStation(kit.registry, boss, maker.id, { id: one.station.id, reason: 'stolen' })
  assert.deepEqual([revoked.revokedReason, revoked.revokedAt], ['stolen', kit.clock.now()])
  await rejectsWith('station_revoked', one.send(1))
  await rejectsWith('station_revoked', line.receiveLineReport(kit.registry, caller, one.queue.slice(1)))
  assert.equal(await total(), 1)
  const list = (filter: object) => line.listLineStations(kit.registry, boss, maker.id, filter)
  await Station.make('Two')
  assert.deepEqual(
    [(await list({ state: 'revoked' })).items.length, (await list({ state: 'live', line: 'L1' })).items[0]?.name],
    [1, 'Two'],
  )
  assert.equal((await list({ line: 'L2' })).items.length, 0)
  const [oldest] = (await list({ order: 'asc', limit: 1 })).items
  assert.equal((await list({ limit: 1, cursor: (await list({ limit: 1 })).nextCursor })).items[0]?.id, oldest?.id)
})

test('one device at two stations, and one number on two devices: both are told apart, and who had it first', async () => {
  const [one, two] = [await Station.make('One'), await Station.make('Two')]
  const pkid = { productKeyId: '3305000000001' }
  await one.capture(1)
  await one.capture(2)
  await one.capture(3, pkid)
  await two.capture(1)
  await two.capture(9, {}, device(9, { serialNumber: device(2).serialNumber }).base64)
  await two.capture(8, pkid)
  assert.ok((await one.send()).results.every(result => result.earlier === undefined))
  const { results } = await two.send()
  const first = (await one.send()).results
  assert.deepEqual(
    results.map(({ status, earlier }) => [status, earlier?.sharing, earlier?.recordId, earlier?.stationName]),
    [
      ['known', 'device', first[0]?.recordId, 'One'],
      ['new', 'serialNumber', first[1]?.recordId, 'One'],
      ['new', 'productKeyId', first[2]?.recordId, 'One'],
    ],
  )
})

test('a wrong clock is found, measured and set right', async () => {
  const one = await Station.make('One')
  one.offset = -7_200_000
  await one.capture(1)
  one.offset = -3_600_000
  await rejectsWith('station_clock_wrong', one.caller(maker.id, kit.clock.now() + one.offset))
  const { report, results } = await one.send()
  assert.equal(report.station?.clockSkewMs, 3_600_000)
  assert.equal(results[0]?.capturedAt, kit.clock.now() - 3_600_000)
  // Set back while entries waited: never captured in the future.
  one.offset = 3_600_000
  await one.capture(2)
  one.offset = 0
  assert.equal((await one.send(1)).results[0]?.capturedAt, kit.clock.now())
})

test('stations learn what others have brought, page by page, and go on where they were', async () => {
  const [one, two] = [await Station.make('One'), await Station.make('Two')]
  for (const n of [1, 2, 3, 4, 5]) await one.capture(n)
  await one.send()
  const caller = await two.caller()
  const seen = new Set<string | null>()
  let page = await line.listLineRecords(kit.registry, caller, { since: kit.clock.now() - 1000, limit: 2 })
  for (;;) {
    for (const { serialNumber } of page.items) seen.add(serialNumber)
    if (!page.more) break
    page = await line.listLineRecords(kit.registry, caller, { cursor: page.cursor, limit: 2 })
  }
  assert.equal(seen.size, 5)
  // Records that were being written meanwhile have smaller ids: the end is told again until they have settled.
  kit.clock.advance(600_000)
  const after = await line.listLineRecords(kit.registry, caller, { cursor: page.cursor })
  assert.ok(after.items.length > 0)
  const settled = await line.listLineRecords(kit.registry, caller, { cursor: after.cursor })
  assert.deepEqual([settled.items, settled.cursor], [[], after.cursor])
  assert.equal((await line.listLineRecords(kit.registry, caller, { since: kit.clock.now() })).items.length, 0)
  await rejectsWith('invalid_request', line.listLineRecords(kit.registry, caller, { cursor: 'x' }))
})

test('who is not a station of this maker learns nothing', async () => {
  const one = await Station.make('One')
  const rival = await kit.partner('oem')
  const auth = (partnerId: string, token: string | undefined) =>
    line.authenticateStation(kit.registry, partnerId, { token, requestId: 'r' })
  const sign = (partnerId: string, key: CryptoKey) =>
    signAssertion({ partnerId, at: kit.clock.now(), clock: 0 }, key, one.station.thumbprint)
  const stranger = (await generateKeyPair('EdDSA', { crv: 'Ed25519' })).privateKey
  for (const [partnerId, token] of [
    [maker.id, undefined],
    [maker.id, 'x.y.z'],
    [maker.id, await sign(maker.id, stranger)],
    [maker.id, await sign(rival.id, one.key)],
    [rival.id, await sign(rival.id, one.key)],
    [newId(), await sign(maker.id, one.key)],
    [maker.id, one.queue[0]],
  ] as const)
    await rejectsWith('unauthenticated', auth(partnerId, token))
  assert.equal((await auth(maker.id, await sign(maker.id, one.key))).id, one.station.id)
})

test('who may set up stations, and with what', async () => {
  const good = { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) }
  const add = (by: Principal, publicKey: object, partnerId = by.organization.id) =>
    line.addLineStation(kit.registry, by, partnerId, { name: 'a', publicKey: { ...publicKey } })
  const reseller = await kit.partner('csp-direct')
  await rejectsWith('forbidden', add(await kit.personOf(reseller.id, ['partner-admin']), good))
  await rejectsWith('forbidden', add(await kit.personOf(maker.id, ['registrar', 'auditor']), good))
  await rejectsWith('not_found', add(await kit.personOf(reseller.id, ['partner-admin']), good, maker.id))
  for (const bad of [{}, { ...good, d: 'x' }, { ...good, x: 'short' }, { ...good, crv: 'P-256' }])
    await rejectsWith('invalid_request', add(boss, bad))
  const station = await add(boss, good)
  assert.deepEqual(await add(boss, good), station)
  await line.revokeLineStation(kit.registry, boss, maker.id, { id: station.id, reason: 'x' })
  await rejectsWith('conflict', add(boss, good))
  for (const n of [1, 2, 3]) await Station.make(`S${n}`)
  await rejectsWith('conflict', Station.make('one too many'))
})

test('a station is renamed; its reports stay its own, and the journal tells what it was called', async () => {
  const one = await Station.make('Old')
  await one.capture(1)
  await one.send()
  const { id } = one.station
  const rename = (names: line.LineStationNames, by = boss) =>
    line.renameLineStation(kit.registry, by, maker.id, id, names)
  const renamed = await rename({ name: ' New ', line: null })
  assert.deepEqual([renamed.name, renamed.line, renamed.lastSequence], ['New', undefined, 1])
  assert.equal((await rename({ name: 'New' })).name, 'New')
  await one.capture(2)
  await one.send(1)
  const { items } = await listJournal(kit.registry, boss, maker.id, { subjectId: id, order: 'asc' })
  const changes = items.filter(entry => entry.action === 'line-station.renamed')
  assert.deepEqual(
    changes.map(({ before, after }) => [before, after]),
    [
      [
        { name: 'Old', line: 'L1' },
        { name: 'New', line: null },
      ],
    ],
  )
  await rejectsWith('invalid_request', rename({ name: '' }))
  await rejectsWith('not_found', line.renameLineStation(kit.registry, boss, maker.id, newId(), { name: 'x' }))
  await rejectsWith('forbidden', rename({ name: 'x' }, await kit.personOf(maker.id, ['auditor'])))
})
