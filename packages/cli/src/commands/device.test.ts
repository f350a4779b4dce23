import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { run, temporary, vector } from '../testing/run.ts'

/** A machine with an SMBIOS table that names it, and nothing else. */
function machine(t: TestContext): string {
  const root = temporary(t)
  const directory = join(root, 'sys/firmware/dmi/tables')
  mkdirSync(directory, { recursive: true })
  const system = [1, 27, 0, 1, 1, 2, 0, 3, ...Array.from({ length: 16 }, (_, at) => at + 1), 6, 0, 0]
  const strings = 'Contoso, "Inc."\0Slate & Co\0SN-0001\0\0'
  const end = [127, 4, 0, 2, 0, 0]
  writeFileSync(join(directory, 'DMI'), Buffer.concat([Buffer.from(system), Buffer.from(strings), Buffer.from(end)]))
  return root
}

test('capture: each format, what is missing on standard error', async t => {
  const args = ['device', 'capture', '--root', machine(t), '--product-key-id', '3305000000001']
  const plain = await run(args)
  assert.equal(plain.code, 2)
  assert.match(plain.stdout, /^T0[A-Za-z0-9+/]{3998}\n$/)
  assert.match(plain.stderr, /^Without TPMEkPub: .*\n {2}\S/m)
  const labels = {
    productKeyId: '3305000000001',
    serialNumber: 'SN-0001',
    manufacturer: 'Contoso, "Inc."',
    model: 'Slate & Co',
  }
  const { hardwareHash, ...rest } = JSON.parse((await run([...args, '--format', 'json'])).stdout)
  assert.deepEqual(rest, labels)
  assert.equal(hardwareHash.length, 4000)
  const csv = await run([...args, '--format', 'csv'])
  assert.match(csv.stdout, /\r\nSN-0001,3305000000001,T0[^,]+,"Contoso, ""Inc\.""",Slate & Co\r\n$/)
  for (const format of ['base64', 'json', 'csv', 'xml']) {
    const file = join(temporary(t), 'captured')
    assert.equal((await run([...args, '--format', format, '-o', file])).stdout, '')
    const inspected = JSON.parse((await run(['hash', 'inspect', '--json', file])).stdout)
    assert.equal(inspected.device.serialNumber, 'SN-0001', format)
  }
})

test('capture: what cannot work', async t => {
  assert.equal((await run(['device', 'capture', '--tpm', 'nonsense'])).code, 64)
  const { code, stderr } = await run(['device', 'capture', '--root', temporary(t), '-o', '/no/such/directory/file'])
  assert.equal(code, 1)
  assert.match(stderr, /cannot be written/)
})

const profile = {
  Comment_File: 'Profile Standard',
  Version: 2049,
  CloudAssignedTenantId: '11111111-2222-4333-8444-555555555555',
  CloudAssignedTenantDomain: 'adatum.example',
  CloudAssignedOobeConfig: 28,
  CloudAssignedDomainJoinMethod: 0,
  CloudAssignedForcedEnrollment: 1,
  ZtdCorrelationId: '11111111-2222-4333-8444-666666666666',
  CloudAssignedAadServerData: '{}',
  CloudAssignedDeviceName: 'ADA-%RAND:5%',
}
const registered = { status: 'registered', correlationId: 'c-1', tenantDomain: 'adatum.example', profile }

/** A service that always says the same; tells the hash that it was asked about. */
async function service(t: TestContext, status: number, answer: object) {
  const asked: string[] = []
  const server = createServer(async (request, response) => {
    asked.push(((await json(request)) as { hardwareHash: string }).hardwareHash)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { port } = server.address() as { port: number }
  return { url: `http://127.0.0.1:${port}`, asked }
}

const { file, base64 } = vector('hp-probook')

test('resolve: exit codes tell the answers apart', async t => {
  for (const [status, answer, exit, words] of [
    [200, registered, 0, /registered\nBelongs to +adatum\.example\nProfile +Profile Standard\nDevice name +ADA-/],
    [200, { status: 'registered', correlationId: 'c', profile: null }, 0, /none assigned/],
    [200, { status: 'not_registered', correlationId: 'c' }, 3, /not registered/],
    [200, { status: 'conflict', correlationId: 'c' }, 4, /conflict/],
    [200, { nothing: 1 }, 6, /^$/],
    [400, { code: 'invalid_hardware_hash' }, 6, /^$/],
  ] as const) {
    const { url, asked } = await service(t, status, answer)
    const { code, stdout } = await run(['device', 'resolve', url, '--hash', file])
    assert.equal(code, exit, JSON.stringify(answer))
    assert.match(stdout, words)
    assert.deepEqual(asked, [base64])
  }
})

test('resolve: offline, or no address', async () => {
  const { code, stderr } = await run(['device', 'resolve', 'http://127.0.0.1:1', '--hash', file, '--timeout', '1'])
  assert.equal(code, 5)
  assert.match(stderr, /cannot be reached/)
  assert.equal((await run(['device', 'resolve', 'nowhere', '--hash', file])).code, 64)
  assert.equal((await run(['device', 'resolve', 'http://127.0.0.1:1', '--timeout', 'soon'])).code, 64)
})

test('resolve: hash from standard input, binary too; damaged ones are not sent', async t => {
  const { url, asked } = await service(t, 200, registered)
  const args = ['device', 'resolve', url, '--json', '--hash', '-']
  assert.deepEqual(JSON.parse((await run(args, Buffer.from(base64, 'base64'))).stdout), registered)
  assert.equal((await run(args, base64.slice(0, 999))).code, 1)
  assert.equal((await run(args, `${base64}\n${base64}\n`)).code, 1)
  assert.deepEqual(asked, [base64])
})

test('resolve: writes the offline profile, when there is one', async t => {
  const target = join(temporary(t), 'AutopilotConfigurationFile.json')
  const { url } = await service(t, 200, registered)
  assert.equal((await run(['device', 'resolve', url, '--hash', file, '--offline-profile', target])).code, 0)
  assert.deepEqual(JSON.parse(readFileSync(target, 'latin1')), profile)
  const none = await service(t, 200, { ...registered, profile: null })
  const { code, stderr } = await run(['device', 'resolve', none.url, '--hash', file, '--offline-profile', target])
  assert.equal(code, 1)
  assert.match(stderr, /No offline profile can be written/)
})
