import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { finish, run, start, temporary } from '../testing/run.ts'

const factory = (...args: string[]) => run(['simulate', 'factory', ...args])

test('the same seed builds the same devices, another others', async () => {
  const [one, same, other] = await Promise.all([
    factory('--count', '5', '--seed', 'a'),
    factory('--count', '5', '--seed', 'a'),
    factory('--count', '5', '--seed', 'b'),
  ])
  assert.equal(one.code, 0)
  assert.equal(one.stderr, '')
  assert.equal(one.stdout.trimEnd().split('\n').length, 5)
  assert.equal(one.stdout, same.stdout)
  assert.notEqual(one.stdout, other.stdout)
  const rest = await factory('--count', '2', '--seed', 'a', '--start', '3')
  assert.ok(one.stdout.endsWith(rest.stdout))
})

test('rates and maker are kept', async () => {
  const args = ['--count', '50', '--no-tpm-rate', '1', '--vm-rate', '0', '--maker', 'Fabrikam']
  const { stdout } = await run(['hash', 'inspect', '--json', '-'], (await factory(...args)).stdout)
  const devices = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.ok(devices.every(({ device }) => device.manufacturer === 'Fabrikam'))
  assert.ok(devices.every(({ critical }) => critical.EkPubHash === 'missing'))
  const flawed = await factory('--count', '50', '--placeholder-rate', '1')
  assert.match(flawed.stdout, /"Default string"/)
})

test('every format is read back, also from a file', async t => {
  for (const format of ['ndjson', 'csv', 'xml']) {
    const file = join(temporary(t), 'report')
    const { code, stdout } = await factory('--count', '3', '--format', format, '--output', file)
    assert.equal(code, 0)
    assert.equal(stdout, '')
    const inspected = await run(['hash', 'inspect', '--json', file])
    assert.equal(inspected.stdout.trimEnd().split('\n').length, 3, format)
    const streamed = await factory('--count', '3', '--format', format)
    assert.equal(streamed.stdout, readFileSync(file, 'utf8'))
  }
})

test('no devices are an empty report', async () => {
  const { code, stdout } = await factory('--count', '0')
  assert.equal(code, 0)
  assert.equal(stdout, '')
})

test('a reader that stops early is no error', async () => {
  const child = start(['simulate', 'factory', '--count', '10000000'])
  child.stdout?.once('data', () => child.stdout?.destroy())
  const ended = new Promise(resolve => child.once('exit', resolve))
  let said = ''
  child.stderr?.on('data', chunk => {
    said += chunk
  })
  assert.equal(await ended, 0)
  assert.equal(said, '')
})

test('what cannot be is refused', async () => {
  for (const args of [
    [],
    ['--count', 'many'],
    ['--count', '-1'],
    ['--count', '1', '--placeholder-rate', '2'],
    ['--count', '1', '--no-tpm-rate', ''],
    ['--count', '1', '--maker', 'Nobody'],
    ['--count', '1', '--format', 'pdf'],
  ])
    assert.equal((await factory(...args)).code, 64, args.join(' '))
  const { code, stderr } = await factory('--count', '1', '--output', '/no/such/directory/file')
  assert.equal(code, 1)
  assert.match(stderr, /^hailport: \/no\/such\/directory\/file cannot be written: /)
})

test('a large report streams', async () => {
  const child = start(['simulate', 'factory', '--count', '20000'], { NODE_OPTIONS: '--max-old-space-size=64' })
  const { code, stdout } = await finish(child)
  assert.equal(code, 0)
  assert.equal(stdout.match(/\n/g)?.length, 20_000)
})
