import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { hashTextOf, recapture, simulateDevice } from '@hailport/device'
import { Client } from '../demo/client.ts'
import { finish, type Result, start, until } from '../testing/run.ts'

interface FactoryRecord {
  readonly id: string
  readonly serialNumber?: string
  readonly timesReported: number
}

const folder = mkdtempSync(join(tmpdir(), 'hailport-line-'))
let service: ChildProcess
let maker: Client
let makerId = ''
let line: Server
let lineUrl = ''
/** What the network between stations and service does with a request; `cut`: answers are lost, after this was called. */
let network: { state: 'down' | 'up' } | { state: 'cut'; onAnswer: () => void } = { state: 'down' }

/** A network that can be away, or lose an answer when the deed is done. */
async function startNetwork(to: string): Promise<void> {
  line = createServer((asked, answer) => {
    if (network.state === 'down') {
      asked.socket.destroy()
      return
    }
    const { method, headers, url } = asked
    const passed = request(new URL(url ?? '/', to), { method, headers }, got => {
      if (network.state === 'cut') {
        network.onAnswer()
        answer.destroy()
        return
      }
      answer.writeHead(got.statusCode ?? 0, got.headers)
      got.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  await new Promise<void>(resolve => line.listen(0, '127.0.0.1', resolve))
  lineUrl = `http://127.0.0.1:${(line.address() as AddressInfo).port}`
}

before(async () => {
  service = start(['serve', '--data', join(folder, 'data'), '--port', '0', '--log-level', 'error'])
  const said = await until(service, /Keep them safe/)
  const url = /listens on (http:\S+)\. /.exec(said)?.[1] ?? ''
  const operator = new Client(url, /hpat_\S+/.exec(said)?.[0] ?? '')
  const partner = { name: 'Contoso', kind: 'oem', manufacturers: ['Contoso'] }
  makerId = (await operator.post<{ id: string }>('/api/v1/partners', partner)).id
  const people = `/api/v1/organizations/${makerId}/people`
  const person = { email: 'line@contoso.example', name: 'Line', roles: ['factory-reporter'] }
  const { id } = await operator.post<{ id: string }>(people, person)
  const { secret } = await operator.post<{ secret: string }>(`${people}/${id}/tokens`, { name: 'test' })
  maker = new Client(url, secret)
  await startNetwork(url)
})
after(async () => {
  line.close()
  line.closeAllConnections()
  service.kill('SIGTERM')
  await finish(service)
  rmSync(folder, { recursive: true })
})

const at = (name: string) => join(folder, name)

async function command(args: readonly string[], input = '', env: Record<string, string> = {}): Promise<Result> {
  const child = start(['line', ...args], env)
  child.stdin?.on('error', () => undefined).end(input)
  return finish(child)
}

/** Makes a station; registered when there is a network. */
async function addStation(name: string): Promise<string> {
  network = { state: 'up' }
  const args = [
    'init',
    '--station',
    at(name),
    '--server',
    lineUrl,
    '--partner',
    makerId,
    '--name',
    name,
    '--line',
    'L1',
  ]
  const made = await command(args, '', { HAILPORT_TOKEN: maker.token })
  assert.equal(made.code, 0, made.stderr)
  return at(name)
}

const unit = (seed: string, number = 0) => simulateDevice({ seed, noTpmRate: 0, vmRate: 0 }, number)
const serialOf = (device: ReturnType<typeof unit>) => device.fields.SmbiosSystemSerialNumber ?? ''
const check = (station: string, hashes: string, ...more: string[]) =>
  command(['check', '--station', station, ...more, '-'], hashes)
const sync = (station: string, ...more: string[]) =>
  command(['sync', '--station', station, '--attempts', '1', '--json', ...more])
const told = ({ stdout }: Result) => JSON.parse(stdout)
const records = (serialNumber: string) =>
  maker.list<FactoryRecord>(`/api/v1/partners/${makerId}/factory-records?serialNumber=${serialNumber}`)

test('offline a station is made, judges and queues; when the line is back it is registered, reports once, and brings results', async () => {
  network = { state: 'down' }
  const station = at('offline')
  const init = ['init', '--station', station, '--server', lineUrl, '--partner', makerId, '--name', 'Offline']
  const made = await command(init)
  assert.equal(made.code, 0, made.stderr)
  assert.match(made.stdout, /not registered yet: POST this to .*\/line-stations\n\{"name":"Offline","publicKey"/)
  assert.equal((await command(init)).code, 64)
  const [one, two] = [unit('offline', 1), unit('offline', 2)]
  const hashes = `${hashTextOf(one)}\n${hashTextOf(two)}\n`
  assert.equal((await check(station, hashes)).code, 0)
  const queued = await check(station, hashes, '--queue')
  assert.match(queued.stdout, new RegExp(`^OK {2}${serialOf(one)} .*entry 1.*\nOK {2}${serialOf(two)} .*entry 2`))
  // A controller that asks again gets the same answer.
  assert.equal((await check(station, hashes, '--queue')).stdout, queued.stdout)
  const away = await sync(station, '--attempts', '2')
  assert.deepEqual([away.code, /trying again/.test(away.stderr), /Nothing is lost/.test(away.stderr)], [5, true, true])
  network = { state: 'up' }
  const unknown = await sync(station)
  assert.equal(unknown.code, 6)
  assert.match(unknown.stderr, /Is the station registered/)
  assert.equal((await command(init, '', { HAILPORT_TOKEN: maker.token })).code, 0)
  const sent = await sync(station)
  assert.deepEqual([sent.code, told(sent).sent, told(sent).waiting], [0, 2, 0])
  assert.equal(told(await sync(station)).sent, 0)
  assert.equal((await records(serialOf(one)))[0]?.timesReported, 1)
  const status = await command(['status', '--station', station, '--verify'])
  assert.equal(status.code, 0)
  assert.match(status.stdout, /0 wait, 2 new/)
  assert.match(status.stdout, /all fit/)
})

test('STOP and its exit codes: placeholders, wrong labels, damaged captures, files that cannot be read', async () => {
  const station = await addStation('stop')
  const filler = simulateDevice({ seed: 'filler', noTpmRate: 0, vmRate: 0, placeholderRate: 1 }, 1)
  const good = unit('stop')
  const stopped = await check(station, hashTextOf(filler), '--queue', '--json')
  assert.equal(stopped.code, 7, stopped.stdout)
  assert.equal(told(stopped).findings[0].code, 'field-placeholder')
  const label = await check(station, hashTextOf(good), '--queue', '--serial', 'ANOTHER')
  assert.equal(label.code, 7)
  assert.match(label.stdout, /^STOP .*\n {2}serialNumber is "ANOTHER"/)
  assert.equal((await check(station, hashTextOf(good).slice(0, 800), '--queue')).code, 7)
  assert.equal((await check(station, '{}')).code, 1)
  assert.equal((await command(['check', '--station', at('nowhere'), '-'])).code, 64)
  assert.equal(told(await sync(station)).sent, 0)
})

test('a scanner: labels with their captures from a folder or typed, and what is not understood', async () => {
  const station = await addStation('scan')
  const [one, two, three] = [unit('scan', 1), unit('scan', 2), unit('scan', 3)]
  const captures = mkdtempSync(join(folder, 'captures-'))
  writeFileSync(join(captures, 'one.txt'), hashTextOf(one))
  writeFileSync(join(captures, 'two.bin'), Buffer.from(hashTextOf(two), 'base64'))
  writeFileSync(join(captures, 'notes.txt'), 'no capture')
  const pkid = one.fields.ProductKeyID ?? ''
  const lines = [`${pkid}\t${serialOf(one)}`, `(21)${serialOf(two)}`, 'SN-MISSING', 'EXIT', serialOf(one)]
  const found = await command(['scan', '--station', station, '--captures', captures, '--json'], lines.join('\r\n'))
  assert.equal(found.code, 0, found.stderr)
  const events = found.stdout
    .trimEnd()
    .split('\n')
    .map(each => JSON.parse(each))
  assert.deepEqual(
    events.map(({ verdict, sequence }) => [verdict, sequence]),
    [
      ['ok', 1],
      ['ok', 2],
      ['problem', undefined],
    ],
  )
  const typed = [serialOf(two), 'CANCEL', 'A B C', hashTextOf(three), serialOf(three)].join('\n')
  const paired = await command(['scan', '--station', station, '--once'], typed)
  assert.equal(paired.code, 0, paired.stdout)
  assert.match(paired.stdout, /hand over its capture\.\nForgotten.*\nSTOP {2}The label.*\nCaptured; scan.*\nOK {2}SIM/)
  const wrong = `${hashTextOf(unit('scan', 4))}\nSN-OTHER\n`
  assert.equal((await command(['scan', '--station', station, '--once'], wrong)).code, 7)
})

test('two stations: one learns what the other has seen; what both captured offline is told at the sync', async () => {
  const [a, b] = [await addStation('A'), await addStation('B')]
  const shared = unit('two', 1)
  const twin = unit('two', 2)
  const stolen = {
    ...twin,
    fields: {
      ...twin.fields,
      SmbiosSystemSerialNumber: serialOf(shared),
      SmbiosSystemManufacturer: shared.fields.SmbiosSystemManufacturer,
      SmbiosSystemProductName: shared.fields.SmbiosSystemProductName,
    },
  } as typeof twin
  network = { state: 'down' }
  assert.equal((await check(a, hashTextOf(shared), '--queue')).code, 0)
  // Nothing can be known of it yet.
  assert.equal((await check(b, hashTextOf(stolen), '--queue')).code, 0)
  network = { state: 'up' }
  assert.equal((await sync(a)).code, 0)
  const late = await sync(b)
  assert.equal(late.code, 2)
  assert.deepEqual(
    [told(late).sent, told(late).shared[0].earlier.sharing, told(late).shared[0].earlier.stationName],
    [1, 'serialNumber', 'A'],
  )
  assert.match(
    (await command(['status', '--station', b])).stdout,
    /entry 1 has the serialNumber of another device, captured at A/,
  )
  // From now on it is stopped before it is queued; the same unit again is not.
  const third = {
    ...unit('two', 3),
    fields: { ...unit('two', 3).fields, ProductKeyID: shared.fields.ProductKeyID },
  } as typeof twin
  const duplicate = await check(b, hashTextOf(third), '--queue', '--json')
  assert.deepEqual([duplicate.code, told(duplicate).findings[0].code], [4, 'product_key_id_used'])
  const again = await check(b, hashTextOf(recapture(shared, { at: new Date('2026-02-01') })), '--queue', '--json')
  assert.equal(again.code, 4, again.stdout)
  network = { state: 'down' }
  const clean = unit('two', 5)
  await check(a, hashTextOf(clean), '--queue')
  network = { state: 'up' }
  await sync(a)
  await sync(b)
  const known = await check(b, hashTextOf(recapture(clean, { at: new Date('2026-02-01') })), '--queue', '--json')
  assert.deepEqual([known.code, told(known).findings[0].code], [2, 'captured_before'])
})

test('a queue that was changed is refused whole, and says where', async () => {
  const station = await addStation('tampered')
  const hashes = [1, 2, 3].map(n => hashTextOf(unit('tampered', n))).join('\n')
  await check(station, hashes, '--queue')
  const copy = at('copy')
  cpSync(station, copy, { recursive: true })
  const database = new DatabaseSync(join(station, 'queue.sqlite'))
  const { signed } = database.prepare('select signed from entries where sequence = 2').get() as { signed: string }
  const [head, payload = '', signature] = signed.split('.')
  const changed = Buffer.from(payload, 'base64url').toString().replace('"at":', '"at":1')
  const forged = [head, Buffer.from(changed).toString('base64url'), signature].join('.')
  database.prepare('update entries set signed = ? where sequence = 2').run(forged)
  database.close()
  const refused = await sync(station)
  assert.deepEqual([refused.code, /line_entry_refused.*Entry 2/.test(refused.stderr)], [6, true], refused.stderr)
  const status = await command(['status', '--station', station, '--verify'])
  assert.deepEqual([status.code, /entry 2: its signature does not fit/.test(status.stdout)], [6, true])
  assert.deepEqual(await records(serialOf(unit('tampered', 1))), [])
  // Two machines that sign with one key are found out as soon as the second reports.
  const other = at('other-copy')
  cpSync(copy, other, { recursive: true })
  await check(other, hashTextOf(unit('tampered', 4)), '--queue')
  assert.equal((await sync(copy)).code, 0)
  const twice = await sync(other)
  assert.deepEqual([twice.code, /line_sequence_broken/.test(twice.stderr)], [6, true], twice.stderr)
})

test('a station is renamed here and in the registry, and goes on reporting', async () => {
  const station = await addStation('before')
  const env = { HAILPORT_TOKEN: maker.token }
  const renamed = await command(['rename', 'after', '--station', station, '--line', 'L9'], '', env)
  assert.equal(renamed.code, 0, renamed.stderr)
  const stations = await maker.list<{ name: string; line?: string }>(
    `/api/v1/partners/${makerId}/line-stations?line=L9`,
  )
  assert.deepEqual(
    stations.map(one => one.name),
    ['after'],
  )
  await check(station, hashTextOf(unit('renamed')), '--queue')
  assert.equal((await sync(station)).code, 0)
  assert.match((await command(['rename', 'only here', '--station', station])).stdout, /here only/)
  assert.match((await command(['status', '--station', station])).stdout, /Station +only here, L9/)
})

test('a queue of a later version is refused, and left as it is', async () => {
  const station = await addStation('later')
  const path = join(station, 'queue.sqlite')
  const version = (set = '') => {
    const database = new DatabaseSync(path)
    database.exec(set)
    const found = database.prepare('pragma user_version').get()
    database.close()
    return found?.['user_version']
  }
  assert.equal(version(), 1)
  version('pragma user_version = 2')
  const refused = await check(station, hashTextOf(unit('later')), '--queue')
  assert.equal(refused.code, 1)
  assert.match(refused.stderr, /is of a later version of hailport: its form is number 2.*\n {2}Update hailport/)
  assert.equal(version(), 2)
})

test('a revoked station sends nothing more', async () => {
  const station = await addStation('revoked')
  await check(station, hashTextOf(unit('revoked')), '--queue')
  const stations = `/api/v1/partners/${makerId}/line-stations`
  const listed = await maker.list<{ id: string; name: string }>(`${stations}?state=live&line=L1`)
  const id = listed.find(({ name }) => name === 'revoked')?.id
  await maker.post(`${stations}/${id}/revoke`, { reason: 'stolen' })
  const refused = await sync(station)
  assert.deepEqual([refused.code, /station_revoked/.test(refused.stderr)], [6, true])
  assert.deepEqual(await records(serialOf(unit('revoked'))), [])
})

test('a clock that is a day wrong does not matter, and is told', async () => {
  const station = await addStation('clock')
  const day = 86_400_000
  const slow = `const now = Date.now; Date.now = () => now() - ${day}; globalThis.Date = class extends Date { constructor(...all) { if (all.length) super(...all); else super(Date.now()) } }`
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(slow)}` }
  const args = ['check', '--station', station, '--queue', '-']
  assert.equal((await command(args, hashTextOf(unit('clock')), env)).code, 0)
  const sent = await command(['sync', '--station', station, '--attempts', '2', '--json'], '', env)
  assert.equal(sent.code, 0, sent.stderr)
  const { sent: count, clockSkewMs } = told(sent)
  assert.equal(count, 1)
  assert.ok(Math.abs(clockSkewMs - day) < 600_000, String(clockSkewMs))
})

test('killed in the middle of a sync, when the deed was done and nobody had said so: everything is there once', async () => {
  const station = await addStation('killed')
  const units = Array.from({ length: 8 }, (_, n) => unit('killed', n))
  await check(station, units.slice(0, 5).map(hashTextOf).join('\n'), '--queue')
  const victim = start(['line', 'sync', '--station', station])
  const ended = finish(victim)
  network = { state: 'cut', onAnswer: () => void victim.kill('SIGKILL') }
  await ended
  // It went on working before it could sync again.
  await check(station, units.slice(5).map(hashTextOf).join('\n'), '--queue')
  network = { state: 'up' }
  const sent = await sync(station)
  assert.deepEqual([sent.code, told(sent).sent, told(sent).waiting], [0, 8, 0], sent.stderr)
  for (const device of units) {
    const found = await records(serialOf(device))
    assert.deepEqual(
      found.map(({ timesReported }) => timesReported),
      [1],
    )
  }
})

test('killed in the middle of scanning: every unit that was told OK is in the queue, once, and the queue is whole', async () => {
  const station = await addStation('power')
  const units = Array.from({ length: 60 }, (_, n) => unit('power', n))
  const victim = start(['line', 'scan', '--station', station, '--no-label', '--json'])
  victim.stdin?.on('error', () => undefined)
  // Half of them: however quick it is, it dies with work before it.
  victim.stdin?.write(`${units.slice(0, 30).map(hashTextOf).join('\n')}\n`)
  let seen = ''
  for await (const chunk of victim.stdout ?? []) {
    seen += chunk
    victim.kill('SIGKILL')
  }
  const acknowledged = seen
    .split('\n')
    .slice(0, -1)
    .map(each => JSON.parse(each) as { sequence: number; serialNumber: string })
  assert.ok(acknowledged.length > 0 && acknowledged.length < units.length, `${acknowledged.length} were acknowledged`)
  const status = await command(['status', '--station', station, '--verify', '--json'])
  assert.ok(told(status).waiting >= acknowledged.length)
  assert.equal(status.code, 0, status.stdout)
  const rest = await command(['scan', '--station', station, '--no-label', '--json'], units.map(hashTextOf).join('\n'))
  const all = rest.stdout
    .trimEnd()
    .split('\n')
    .map(each => JSON.parse(each).sequence)
  assert.deepEqual(
    all,
    units.map((_, n) => n + 1),
  )
  const sent = await sync(station)
  assert.deepEqual([sent.code, told(sent).sent, told(sent).shared], [0, units.length, []])
})
