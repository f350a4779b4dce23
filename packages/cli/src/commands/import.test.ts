import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { hashTextOf, simulateDevice } from '@hailport/device'
import { Client } from '../demo/client.ts'
import { finish, type Result, run, start, until } from '../testing/run.ts'

let service: ReturnType<typeof start>
let url = ''
let admin: Client
let tenantId = ''

const folder = mkdtempSync(join(tmpdir(), 'hailport-import-'))

before(async () => {
  service = start(['serve', '--data', join(folder, 'data'), '--port', '0', '--log-level', 'error'])
  const said = await until(service, /Keep them safe/)
  url = /listens on (http:\S+)\. /.exec(said)?.[1] ?? ''
  const operator = new Client(url, /hpat_\S+/.exec(said)?.[0] ?? '')
  const tenant = await operator.post<{ id: string }>('/api/v1/tenants', { name: 'Adatum', domain: 'adatum.example' })
  tenantId = tenant.id
  const people = `/api/v1/organizations/${tenantId}/people`
  const person = { email: 'admin@adatum.example', name: 'Admin', roles: ['tenant-admin'] }
  const { id } = await operator.post<{ id: string }>(people, person)
  const { secret } = await operator.post<{ secret: string }>(`${people}/${id}/tokens`, { name: 'test' })
  admin = new Client(url, secret)
})
after(async () => {
  service.kill('SIGTERM')
  await finish(service)
  rmSync(folder, { recursive: true })
})

function simulated(number: number): { serialNumber: string; hash: string } {
  const device = simulateDevice({ seed: 'import' }, number)
  return { serialNumber: device.fields.SmbiosSystemSerialNumber ?? '', hash: hashTextOf(device) }
}

const inFolder = (name: string) => join(folder, name)

async function imports(...args: string[]): Promise<Result> {
  const child = start(['import', ...args], { HAILPORT_URL: url, HAILPORT_TOKEN: admin.token })
  child.stdin?.end()
  return finish(child)
}

const devices = () => admin.list<{ serialNumber?: string; groupTag?: string }>(`/api/v1/tenants/${tenantId}/devices`)

test('checks a file, comes back to it, carries it out, and gives the rejected rows as a file to correct', async () => {
  const [one, two] = [simulated(1), simulated(2)]
  const file = inFolder('devices.csv')
  const rows = [`${one.serialNumber};${one.hash};7`, `${two.serialNumber};T0FP;9`]
  writeFileSync(file, ['Device Serial Number;Hardware Hash;Shelf', ...rows, ''].join('\r\n'))

  const checked = await imports(file, '--group-tag', 'Kiosk')
  assert.equal(checked.code, 2, checked.stderr)
  assert.match(checked.stdout, /devices\.csv: delimited, utf-8, ";" between columns/)
  assert.match(checked.stdout, /kept for the result, not read: Shelf/)
  assert.match(checked.stdout, /1 {2}would be registered\n +1 {2}would be rejected/)
  assert.match(checked.stdout, /row 3: invalid_hardware_hash/)
  assert.deepEqual(await devices(), [])

  const [, id = ''] = /--resume (\S+) --start/.exec(checked.stdout) ?? []
  const errors = inFolder('errors.csv')
  const done = await imports('--resume', id, '--start', '--errors', errors)
  assert.equal(done.code, 2, done.stderr)
  assert.match(done.stdout, /1 {2}registered\n +1 {2}rejected/)
  assert.deepEqual(
    (await devices()).map(({ serialNumber, groupTag }) => [serialNumber, groupTag]),
    [[one.serialNumber, 'Kiosk']],
  )

  const [header = '', row = '', ...more] = readFileSync(errors, 'utf8').trimEnd().split('\r\n')
  assert.match(header, /^Device Serial Number;Hardware Hash;Shelf;Hailport Status;/)
  assert.deepEqual(more, [])
  writeFileSync(errors, [header, row.replace('T0FP', two.hash), ''].join('\r\n'))
  const corrected = await imports(errors, '--start', '--json')
  assert.equal(corrected.code, 0, corrected.stderr)
  assert.equal(JSON.parse(corrected.stdout).counts.registered, 1)
  assert.equal((await devices()).length, 2)
})

test('says what keeps a file from being imported', async () => {
  const file = inFolder('other.csv')
  writeFileSync(file, 'Room,Floor\n1,2\n')
  const unread = await imports(file, '--start')
  assert.equal(unread.code, 1)
  assert.match(unread.stderr, /The file cannot be read \(file_columns_unknown\)/)
  assert.match((await imports(inFolder('absent.csv'))).stderr, /there is no such file/)

  const foreign = await imports(file, '--organization', '0199a1b2-0000-7000-8000-000000000001')
  assert.equal(foreign.code, 6)
  assert.match(foreign.stderr, /The service says no \(not_found\)/)
  const token = inFolder('token')
  writeFileSync(token, 'hpat_wrong\n')
  assert.equal((await imports(file, '--token-file', token)).code, 6)
  assert.equal((await imports(file, '--server', 'http://127.0.0.1:9')).code, 5)
  assert.equal((await imports()).code, 64)
  assert.equal((await run(['import', file, '--server', 'hailport.example'])).code, 64)
})
