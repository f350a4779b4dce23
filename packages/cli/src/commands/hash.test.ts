import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildHardwareHash, bytesToBase64 } from '@hailport/hardware-hash'
import { run, temporary, vector, vectors } from '../testing/run.ts'

const sound = vector('hp-probook')
const poor = vector('qemu')

test('inspect: a sound hash is told and exits with 0', async () => {
  const { code, stdout, stderr } = await run(['hash', 'inspect', sound.file])
  assert.equal(code, 0)
  assert.equal(stderr, '')
  assert.match(stdout, /^GOOD {2}Sound/)
  assert.match(stdout, /Model +HP ProBook 450 G5\n/)
  assert.match(stdout, /SmbiosUuid +present/)
  assert.match(stdout, /note +utc-offset/)
})

test('inspect: findings exit with 2', async () => {
  const { code, stdout } = await run(['hash', 'inspect', poor.file])
  assert.equal(code, 2)
  assert.match(stdout, /SmbiosSystemSerialNumber +missing/)
  assert.match(stdout, /warn +field-missing +TpmVersion is missing\.\n +Enable the TPM/)
})

test('inspect: a damaged hash exits with 1 and says why', async () => {
  const { code, stdout } = await run(['hash', 'inspect', '-'], sound.base64.replace('AAAA', 'AAAB'))
  assert.equal(code, 1)
  assert.match(stdout, /^REJECTED/)
  assert.match(stdout, /reject +checksum/)
})

test('inspect --json: one object, or one a line', async () => {
  const one = JSON.parse((await run(['hash', 'inspect', '--json', poor.file])).stdout)
  assert.equal(one.verdict, 'poor')
  assert.equal(one.device.manufacturer, 'QEMU')
  assert.equal(one.critical.ProductKeyId, 'missing')
  const { code, stdout } = await run(['hash', 'inspect', '--json', ...vectors.map(({ file }) => file)])
  assert.equal(code, 2)
  const verdicts = stdout.trimEnd().split('\n')
  assert.equal(verdicts.length, 6)
  assert.deepEqual(
    verdicts.map(line => JSON.parse(line).source),
    vectors.map(({ file }) => file),
  )
})

test('inspect: several files have headings, and one that is missing stops no other', async () => {
  const { code, stdout, stderr } = await run(['hash', 'inspect', '/no/such/file', sound.file, poor.file])
  assert.equal(code, 1)
  assert.equal(stdout.match(/^== /gm)?.length, 2)
  assert.match(
    stderr,
    /^hailport: \/no\/such\/file cannot be read: there is no such file or directory\.\n {2}Check the path\.\n$/,
  )
})

test('every form of a file is recognised by its content', async t => {
  const two = [sound.base64, poor.base64]
  const csv = (delimiter: string, name: string) =>
    `\uFEFFDevice Serial Number${delimiter}${name}\r\n${two.map(hash => `"a ""b""${delimiter}c"${delimiter}${hash}`).join('\r\n')}\r\n`
  const forms: Record<string, [string | Uint8Array, number]> = {
    binary: [Buffer.from(sound.base64, 'base64'), 1],
    wrapped: [sound.base64.replace(/.{76}/g, '$&\r\n'), 1],
    unpadded: [`\uFEFF  ${sound.base64}\n`, 1],
    'one a line': [`${two.join('\n')}\n`, 2],
    'OA3Tool report': [
      `<?xml version="1.0"?><Keys>${two.map(hash => `<Key><HardwareHash>${hash}</HardwareHash></Key>`).join('')}</Keys>`,
      2,
    ],
    'CSV of Intune': [csv(',', 'Hardware Hash'), 2],
    'CSV of a spreadsheet': [csv(';', 'hardwareHash'), 2],
    'CSV in UTF-16': [Buffer.from(csv('\t', 'Hardware Hash'), 'utf16le'), 2],
    NDJSON: [two.map(hardwareHash => JSON.stringify({ hardwareHash })).join('\n'), 2],
    'a JSON list': [
      JSON.stringify(
        two.map(hardwareHash => ({ hardwareHash })),
        null,
        2,
      ),
      2,
    ],
  }
  for (const [name, [content, expected]] of Object.entries(forms))
    await t.test(name, async () => {
      const { code, stdout, stderr } = await run(['hash', 'decode', '--json', '-'], content)
      assert.equal(code, 0, stderr)
      const models =
        expected === 1
          ? [JSON.parse(stdout)]
          : stdout
              .trimEnd()
              .split('\n')
              .map(line => JSON.parse(line))
      assert.deepEqual(
        models.map(model => model.SmbiosSystemManufacturer),
        ['HP', 'QEMU'].slice(0, expected),
      )
    })
})

test('encode is the exact inverse of decode --json', async () => {
  for (const { file, base64 } of vectors) {
    const model = await run(['hash', 'decode', '--json', file])
    const encoded = await run(['hash', 'encode', '-'], model.stdout)
    assert.equal(encoded.stdout, `${base64}\n`)
    assert.equal(encoded.code, 0)
  }
  const models = await run(['hash', 'decode', '--json', ...vectors.map(({ file }) => file)])
  const all = await run(['hash', 'encode', '-'], models.stdout)
  assert.equal(all.stdout, vectors.map(({ base64 }) => `${base64}\n`).join(''))
})

test('encode refuses what is no model, naming the field', async () => {
  for (const [input, reason] of [
    ['{"records": 5}', /list of records/],
    ['null', /list of records/],
    ['{"records": [{"type": 14}]}', /SmbiosSystemSerialNumber/],
    ['{"records": [', /cannot be read as JSON/],
    ['', /.*/],
  ] as const) {
    const { code, stdout, stderr } = await run(['hash', 'encode', '-'], input)
    assert.equal(code, 1, input)
    assert.equal(stdout, '')
    assert.match(stderr, reason)
  }
})

test('decode prints a table, xml the report of OA3Tool', async () => {
  const decoded = await run(['hash', 'decode', sound.file])
  assert.match(decoded.stdout, /^14 {2}SmbiosSystemSerialNumber +TEST000001$/m)
  const { stdout, code } = await run(['hash', 'xml', sound.file])
  assert.equal(code, 0)
  assert.match(stdout, /^<\?xml version="1\.0"\?><HardwareReport><HardwareInventory><p n="ToolVersion" v="3" \/>/)
})

test('hostile files are refused without a stack trace', async t => {
  const folder = temporary(t)
  const random = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251))
  const inputs: Record<string, string | Uint8Array> = {
    empty: '',
    blanks: ' \r\n\t',
    random,
    'only magic': 'OA',
    'NUL bytes': new Uint8Array(4000),
    'lying length': Buffer.concat([Buffer.from('4f41ffff', 'hex'), random]),
    'XML with entities': '<!DOCTYPE x [<!ENTITY a "b">]><Key><HardwareHash>&a;</HardwareHash></Key>',
    'XML without end': '<Keys><Key><HardwareHash>T0E',
    'CSV without hashes': 'Device Serial Number,Windows Product ID\r\n1,2\r\n',
    'CSV with an open quote': 'Serial,Hardware Hash\n"abc,T0E\n',
    'CSV with a huge cell': `Hardware Hash,x\n"${'A'.repeat(20_000_000)}",1\n`,
    'JSON without hashes': '{"hash": 1}',
    'deep JSON': '['.repeat(100_000),
    'a cut hash': sound.base64.slice(0, 900),
    'much text': 'A'.repeat(3_000_000),
  }
  const files = Object.entries(inputs).map(([name, content]) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  })
  for (const command of ['inspect', 'decode', 'xml']) {
    const { code, stdout, stderr } = await run(['hash', command, ...files, folder])
    assert.equal(code, 1)
    const refused = `${stdout}${stderr}`.match(/^(REJECTED|hailport:)/gm)
    assert.equal(refused?.length, files.length + 1, `${stdout}${stderr}`)
    assert.doesNotMatch(stderr, /\bat .*\.ts:|should not have happened/)
  }
})

test('a hash cannot steer the terminal', async () => {
  const evil = buildHardwareHash({
    SmbiosUuid: '11111111-2222-4333-8444-555555555555',
    SmbiosSystemSerialNumber: '\u001b]0;owned\u0007\u202eS1',
    SmbiosSystemManufacturer: 'Contoso\r\nGOOD',
    SmbiosSystemProductName: '\u001b[2J',
  })
  for (const command of ['inspect', 'decode']) {
    const { stdout } = await run(['hash', command, '-'], bytesToBase64(evil))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u202e]/)
    assert.match(stdout, /\\u001b\[2J/)
  }
})

test('a wrong command line exits with 64, help with 0', async () => {
  const wrong = [[], ['hash'], ['hash', 'inspect'], ['hash', 'inspect', '--no', 'x'], ['nonsense']]
  for (const { code, stderr } of await Promise.all(wrong.map(args => run(args)))) {
    assert.equal(code, 64)
    assert.notEqual(stderr, '')
  }
  const commands = ['serve', 'demo', 'hash inspect', 'hash decode', 'hash encode', 'hash xml']
  for (const command of [...commands, 'device capture', 'device resolve', 'simulate factory']) {
    const { code, stdout } = await run([...command.split(' '), '--help'])
    assert.equal(code, 0)
    assert.match(stdout, /\nExit codes:\n/, command)
    assert.match(stdout, /\nExamples:\n/, command)
  }
})

test('HAILPORT_DEBUG=1 tells where an error arose', async () => {
  process.env['HAILPORT_DEBUG'] = '1'
  const { stderr } = await run(['hash', 'inspect', '/no/such/file'])
  delete process.env['HAILPORT_DEBUG']
  assert.match(stderr, /at readFile /)
})
