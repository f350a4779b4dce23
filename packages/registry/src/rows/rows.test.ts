import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bytesOf, device, rejectsWith } from '../testing/index.ts'
import { chunked, type DeviceRow, type Row, type RowFormat, readRows, rowFields, toRow } from './index.ts'

const max = 16_384

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const each of source) all.push(each)
  return all
}

async function read(
  format: RowFormat,
  body: string | Uint8Array | AsyncIterable<Uint8Array>,
  maxBytes = max,
): Promise<Row[]> {
  const source = typeof body === 'string' || body instanceof Uint8Array ? bytesOf(body) : body
  return (await collect(readRows(format, source, maxBytes))).flat()
}

const fieldsOf = (rows: Row[]) => rows.map(row => row.fields ?? row.problem.message)

function encode(text: string, encoding: 'utf-8' | 'utf-8 bom' | 'utf-16le' | 'utf-16be'): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text)
  if (encoding === 'utf-8 bom') return Buffer.from(`\ufeff${text}`)
  const little = Buffer.from(`\ufeff${text}`, 'utf16le')
  return encoding === 'utf-16le' ? little : Buffer.from(little).swap16()
}

const value = fc
  .stringMatching(/^[A-Za-z0-9ñ你😀"',;{}[\]\\/ -]{1,12}$/u)
  // An apostrophe before a formula is not the sender's.
  .filter(text => text.trim() !== '' && !text.trim().startsWith("'-"))
const row: fc.Arbitrary<DeviceRow> = fc
  .record(
    { serialNumber: value, model: value, groupTag: value, manufacturer: value },
    { requiredKeys: ['serialNumber'] },
  )
  .map(fields => Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, text.trim()])))
const rows = fc.array(row, { minLength: 1, maxLength: 8 })

const quoted = (text = '') => `"${text.replaceAll('"', '""')}"`
const writers: Record<Exclude<RowFormat, 'oa3'>, (rows: DeviceRow[]) => string> = {
  ndjson: all => all.map(each => JSON.stringify(each)).join('\r\n\n'),
  json: all => ` ${JSON.stringify(all, null, 1)} \n`,
  csv: all =>
    [
      'Serial Number,Anything,Model,Group Tag,Manufacturer',
      ...all.map(({ serialNumber, model, groupTag, manufacturer }) =>
        [serialNumber, 'x', model, groupTag, manufacturer].map(quoted).join(','),
      ),
    ].join('\r\n'),
}
const encodings = {
  ndjson: ['utf-8', 'utf-8 bom'],
  json: ['utf-8', 'utf-8 bom'],
  csv: ['utf-8', 'utf-8 bom', 'utf-16le', 'utf-16be'],
} as const

/** The bytes in pieces cut at random places, empty pieces included. */
async function* cut(bytes: Uint8Array, places: number[]): AsyncGenerator<Uint8Array> {
  const ends = [...places.map(place => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)
  let start = 0
  for (const end of ends) {
    yield bytes.subarray(start, end)
    start = end
  }
}

for (const format of ['ndjson', 'json', 'csv'] as const)
  for (const encoding of encodings[format])
    test(`${format} in ${encoding}: the same rows however the bytes are cut`, async () => {
      await fc.assert(
        fc.asyncProperty(rows, fc.array(fc.nat(5000), { maxLength: 12 }), async (all, places) => {
          const bytes = encode(writers[format](all), encoding)
          assert.deepEqual(fieldsOf(await read(format, cut(bytes, places))), all)
        }),
        { numRuns: 60 },
      )
      const bytes = encode(writers[format]([{ serialNumber: 'ñ😀' }, { serialNumber: 'b' }]), encoding)
      assert.deepEqual(fieldsOf(await read(format, bytesOf(bytes, 1))), [
        { serialNumber: 'ñ😀' },
        { serialNumber: 'b' },
      ])
    })

test('OA3 reports: one row a key, however the bytes are cut, in every encoding', async () => {
  const devices = [1, 2, 3].map(n => device(n))
  const inner = devices.map(
    (each, n) => `<Key><ProductKeyID>330500000000${n}</ProductKeyID><HardwareHash>${each.base64}</HardwareHash></Key>`,
  )
  const xml = `<?xml version="1.0"?>\n<!-- ${'x'.repeat(20_000)} -->\n<Keys>${inner.join('\n')}${' '.repeat(20_000)}</Keys>`
  const wanted = devices.map((each, n) => ({ hardwareHash: each.base64, productKeyId: `330500000000${n}` }))
  for (const encoding of ['utf-8', 'utf-8 bom', 'utf-16le', 'utf-16be'] as const)
    for (const size of [13, 1000, 100_000])
      assert.deepEqual(
        fieldsOf(await read('oa3', bytesOf(encode(xml, encoding), size))),
        wanted,
        `${encoding} by ${size}`,
      )
})

test('a bad row is reported in its place and the others are read', async () => {
  const good = { serialNumber: 'A' }
  const ndjson = await read('ndjson', `{"serialNumber":"A"}\nnot json\n[]\n{"serialNumber":"A"}\n{"serial":"A"}`)
  assert.deepEqual(
    ndjson.map(each => each.problem?.code),
    [undefined, 'invalid_item', 'invalid_item', undefined, 'invalid_item'],
  )
  assert.deepEqual([ndjson[0]?.fields, ndjson[3]?.fields, ndjson[4]?.problem?.field], [good, good, 'serial'])
  const csv = await read('csv', 'serialNumber,model\nA,\nA\nA,B,C\nA,')
  assert.deepEqual(
    csv.map(each => each.problem?.code),
    [undefined, 'invalid_item', 'invalid_item', undefined],
  )
  const json = await read('json', '[{"serialNumber":"A"},{"serialNumber":5},{"serialNumber":"A"}]')
  assert.deepEqual(
    json.map(each => each.problem?.code),
    [undefined, 'invalid_item', undefined],
  )
  const oa3 = await read('oa3', `<Keys><Key><HardwareHash>AAAA</HardwareHash></Key><Key><Oops></Key></Key><Key>`)
  assert.equal(oa3[0]?.fields?.hardwareHash, 'AAAA')
  assert.ok(oa3.slice(1).every(each => each.problem?.code === 'invalid_item'))
})

test('a row is checked member by member', () => {
  const bad: [unknown, string | undefined][] = [
    [null, undefined],
    ['text', undefined],
    [[], undefined],
    [{ serialNumber: 5 }, 'serialNumber'],
    [{ serialNumber: 'a\u0000b' }, 'serialNumber'],
    [{ serialNumber: 'a\ud800' }, 'serialNumber'],
    [{ serialNumber: 'caf\ufffd' }, 'serialNumber'],
    [{ unknown: 'x' }, 'unknown'],
    [{ toString: 'x' }, 'toString'],
    [JSON.parse('{"__proto__": "x"}'), '__proto__'],
    [{ constructor: 'x' }, 'constructor'],
    ...Object.entries(rowFields).map(([name, length]): [unknown, string] => [{ [name]: 'x'.repeat(length + 1) }, name]),
  ]
  for (const [input, field] of bad) {
    const { problem } = toRow(input)
    assert.deepEqual([problem?.code, problem?.field], ['invalid_item', field], JSON.stringify(input)?.slice(0, 60))
  }
  assert.deepEqual(toRow({ serialNumber: ' A ', model: ' ', groupTag: null, orderId: '' }).fields, {
    serialNumber: 'A',
  })
  for (const [name, length] of Object.entries(rowFields))
    assert.deepEqual(toRow({ [name]: 'x'.repeat(length) }).fields, { [name]: 'x'.repeat(length) })
})

test('bytes that are no UTF-8 spoil their row, not the file', async () => {
  const latin = (text: string) => Buffer.from(text, 'latin1')
  const csv = await read('csv', latin('serialNumber,model\nA,Caf\xe9\nB,x\n'))
  assert.deepEqual(
    csv.map(each => each.problem?.field ?? each.fields?.serialNumber),
    ['model', 'B'],
  )
  const ndjson = await read('ndjson', latin('{"model":"Caf\xe9"}\n{"serialNumber":"B"}'))
  assert.deepEqual(
    ndjson.map(each => each.problem?.field ?? each.fields?.serialNumber),
    ['model', 'B'],
  )
  const json = await read('json', latin('[{"model":"Caf\xe9"},{"serialNumber":"B"}]'))
  assert.deepEqual(
    json.map(each => each.problem?.field ?? each.fields?.serialNumber),
    ['model', 'B'],
  )
})

test('the column names of the known tools, in any case and order; others are read over', async () => {
  const one = async (header: string, line: string) => (await read('csv', `${header}\n${line}`))[0]?.fields
  assert.deepEqual(
    await one('Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User', 'S,P,H,G,U'),
    {
      serialNumber: 'S',
      productKeyId: 'P',
      hardwareHash: 'H',
      groupTag: 'G',
      assignedUser: 'U',
    },
  )
  assert.deepEqual(
    await one('device model,Manufacturer name,Device serial number,constructor,__proto__,toString', 'M,N,S,1,2,3'),
    {
      model: 'M',
      manufacturer: 'N',
      serialNumber: 'S',
    },
  )
})

test('a quotation mark inside a value is text: 14" is a size', async () => {
  const csv = await read('csv', 'serialNumber,model\nA,Notebook 14" G5\nB,"Notebook 14"" G5"\nC,x')
  assert.deepEqual(
    csv.map(each => each.fields?.model),
    ['Notebook 14" G5', 'Notebook 14" G5', 'x'],
  )
})

test('files that cannot be read at all', async () => {
  const unreadable: [RowFormat, string][] = [
    ['csv', ''],
    ['csv', 'a,b\n1,2'],
    ['csv', 'serialNumber,Serial Number\nA,B'],
    ['csv', 'serialNumber\n"never closed\nA\n'],
    ['json', ''],
    ['json', '{}'],
    ['json', '[{}'],
    ['json', '[{}{}]'],
    ['json', '[,{}]'],
    ['json', '[{},]'],
    ['json', '[{}] []'],
    ['json', '[1]'],
    ['json', '[{"a":}]'],
    ['json', '[{"a":1]}'],
    ['oa3', ''],
    ['oa3', '<Keys></Keys>'],
  ]
  for (const [format, text] of unreadable)
    await rejectsWith('unreadable_body', read(format, text)).catch(error => {
      throw new Error(`${format} ${text}`, { cause: error })
    })
})

test('one row may not be longer than the limit, wherever it is', async () => {
  const long = 'x'.repeat(2000)
  const cases: [RowFormat, string][] = [
    ['ndjson', `{}\n{"model":"${long}"}\n{}`],
    ['ndjson', long],
    ['json', `[{},{"model":"${long}"}]`],
    ['json', `[{"model":"${long}`],
    ['csv', `serialNumber\nA\n${long}\nB`],
    ['csv', `serialNumber\nA\n"${long}`],
    ['oa3', `<Keys><Key>${long}`],
  ]
  for (const [format, text] of cases)
    for (const size of [10, 100_000])
      await rejectsWith('body_too_large', read(format, bytesOf(text, size), 1000)).catch(error => {
        throw new Error(`${format} ${text.slice(0, 30)} by ${size}`, { cause: error })
      })
})

test('an error of the upload itself comes through', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('serialNumber\nA\n')
    throw new Error('connection reset')
  }
  for (const format of ['ndjson', 'csv', 'json', 'oa3'] as const)
    await assert.rejects(read(format, broken()), /connection reset|array of objects/)
})

test('a reader that stops early lets go of the upload', async () => {
  for (const format of ['ndjson', 'csv', 'json'] as const) {
    let released = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(format === 'json' ? '[' : 'serialNumber\n')
        for (;;) yield Buffer.from(format === 'csv' ? 'A\n'.repeat(500) : format === 'json' ? '{}'.concat(',') : '{}\n')
      } finally {
        released = true
      }
    }
    for await (const _ of readRows(format, endless(), max)) break
    await new Promise(resolve => setTimeout(resolve, 20))
    assert.ok(released, format)
  }
})

test('a long upload is never held: the reader stays a few pieces behind the source', async () => {
  const piece = {
    ndjson: Buffer.from('{"serialNumber":"A"}\n'.repeat(3000)),
    csv: Buffer.from('A\n'.repeat(10_000)),
    json: Buffer.from('{"serialNumber":"A"},'.repeat(3000)),
  }
  const perPiece = { ndjson: 3000, csv: 10_000, json: 3000 }
  for (const format of ['ndjson', 'csv', 'json'] as const) {
    let given = 0
    let taken = 0
    let most = 0
    async function* source(): AsyncGenerator<Uint8Array> {
      if (format === 'csv') yield Buffer.from('serialNumber\n')
      if (format === 'json') yield Buffer.from('[')
      for (let n = 0; n < 50; n++) {
        given += perPiece[format]
        most = Math.max(most, given - taken)
        yield piece[format]
      }
      if (format === 'json') yield Buffer.from('{}]')
    }
    for await (const chunk of chunked(readRows(format, source(), max), 500)) taken += chunk.length
    assert.ok(taken >= given, format)
    assert.ok(most <= perPiece[format] * 8, `${format}: ${most} rows between source and consumer`)
  }
})

test('chunks have the wanted size, the last one what is left', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.nat(), { maxLength: 9 }), { maxLength: 9 }),
      fc.integer({ min: 1, max: 7 }),
      async (groups, size) => {
        async function* source() {
          yield* groups
        }
        const chunks = await collect(chunked(source(), size))
        assert.deepEqual(chunks.flat(), groups.flat())
        assert.ok(chunks.slice(0, -1).every(chunk => chunk.length === size))
        assert.ok(chunks.every(chunk => chunk.length > 0 && chunk.length <= size))
      },
    ),
  )
})

test('what an export made text for a spreadsheet is what it was before', async () => {
  const rows = await read('csv', `serialNumber,groupTag\nA,"'=1+1"\nB,'-\nC,'tis\n`)
  assert.deepEqual(
    rows.map(each => each.fields?.groupTag),
    ['=1+1', '-', "'tis"],
  )
})

test('signs that turn around what stands after them are refused', () => {
  assert.match(String(toRow({ serialNumber: 'S', groupTag: 'a\u202eb' }).problem?.message), /groupTag contains control/)
})
