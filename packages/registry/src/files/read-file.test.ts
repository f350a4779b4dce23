import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { bytesOf, device, rejectsWith } from '../testing/index.ts'
import { byteOrderMarks, type Encoding, encode, encodings, Utf8Check } from './encoding.ts'
import { type FileOptions, openFile } from './read-file.ts'
import type { FileRow } from './row.ts'
import { sourceOf } from './source.ts'
import { memoryKeeper } from './strings.ts'
import { noteText, toDevice } from './to-device.ts'
import { type AnsweredRow, writeFile } from './write-file.ts'
import { writeWorkbook } from './write-workbook.ts'

const limits = { cellChars: 32_767, columns: 100, rowBytes: 65_536, unpackedBytes: 100_000_000 }

async function open(bytes: Uint8Array, options: FileOptions = {}) {
  const check = new Utf8Check()
  check.push(bytes)
  const file = await openFile(sourceOf(bytes), check.valid, options, limits, memoryKeeper())
  const rows: FileRow[] = []
  for await (const group of file.rows()) rows.push(...group)
  return { about: file.about, rows, devices: rows.map(row => toDevice(row, file.about.columns)) }
}

const openText = (text: string, options?: FileOptions) => open(Buffer.from(text), options)

async function gather(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

async function* group<T>(rows: T[]) {
  yield rows
}

const workbook = (rows: string[][]) => gather(writeWorkbook('Devices', group(rows), false))
const fieldsOf = (found: Awaited<ReturnType<typeof open>>) =>
  found.devices.map(({ row }) => row.fields ?? row.problem.code)
const marked = (text: string, encoding: Encoding) =>
  Buffer.concat([Uint8Array.from(byteOrderMarks[encoding]), encode(text, encoding)])

describe('any rows in any form', () => {
  // What a person sees, and every mark that means something to some format.
  const word = fc
    .stringMatching(/^[A-Za-z0-9é€"',;|<>&=+@_\\/ -]{1,14}$/u)
    .map(text => text.trim())
    .filter(text => text !== '' && !/^\d[.,\d]*E[+-]\d/i.test(text) && !text.startsWith("'"))
  const rows = fc.array(fc.record({ serialNumber: word, model: word, groupTag: word, extra: word }), {
    minLength: 1,
    maxLength: 12,
  })
  const header = ['Device serial number', 'Extra', 'GROUP TAG', 'Device Model']
  const cellsOf = (row: { serialNumber: string; model: string; groupTag: string; extra: string }) => [
    row.serialNumber,
    row.extra,
    row.groupTag,
    row.model,
  ]
  const wanted = (all: { serialNumber: string; model: string; groupTag: string }[]) =>
    all.map(({ serialNumber, groupTag, model }) => ({ serialNumber, groupTag, model }))

  for (const encoding of encodings)
    for (const delimiter of [',', ';', '\t', '|'])
      test(`delimited by ${JSON.stringify(delimiter)} in ${encoding}`, async () => {
        await fc.assert(
          fc.asyncProperty(rows, fc.boolean(), fc.boolean(), async (all, mark, separator) => {
            const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`
            const text = [
              ...(separator ? [`sep=${delimiter}`] : []),
              header.join(delimiter),
              ...all.map(row => cellsOf(row).map(quote).join(delimiter)),
            ].join('\r\n')
            const found = await open(mark ? marked(text, encoding) : Buffer.from(encode(text, encoding)))
            assert.deepEqual(fieldsOf(found), wanted(all))
            assert.equal(found.about.delimiter, delimiter)
            const ascii = Buffer.byteLength(text) === text.length
            if (!ascii || encoding.startsWith('utf-16')) assert.equal(found.about.encoding, encoding)
          }),
          { numRuns: 40 },
        )
      })

  test('workbooks', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async all => {
        const found = await open(await workbook([header, ...all.map(cellsOf)]))
        assert.deepEqual(fieldsOf(found), wanted(all))
        assert.equal(found.about.sheet, 'Devices')
      }),
      { numRuns: 60 },
    )
  })

  test('JSON', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(...encodings.slice(0, 3)), async (all, encoding) => {
        for (const text of [JSON.stringify(all), all.map(row => JSON.stringify(row)).join('\n')])
          assert.deepEqual(
            fieldsOf(await open(marked(text, encoding))),
            all.map(({ extra: _, ...row }) => row),
          )
      }),
      { numRuns: 60 },
    )
  })

  test('what is written with answers reads back the same, again and again', async () => {
    const forms = fc.constantFrom('delimited', 'xlsx', 'json')
    await fc.assert(
      fc.asyncProperty(rows, forms, fc.constantFrom(';', '\t'), async (all, form, delimiter) => {
        const text =
          form === 'json'
            ? JSON.stringify(all)
            : [header, ...all.map(cellsOf)]
                .map(cells => cells.map(cell => `"${cell.replaceAll('"', '""')}"`).join(delimiter))
                .join('\n')
        let bytes = form === 'xlsx' ? await workbook([header, ...all.map(cellsOf)]) : Buffer.from(text)
        for (const time of [1, 2]) {
          const { about, rows: read } = await open(bytes)
          const answers = read.map(
            (row): AnsweredRow => ({ row, answer: ['rejected', 'invalid_item', `=${time}`, 'x'] }),
          )
          bytes = await gather(writeFile(about, group(answers), read.length))
          const again = await open(bytes)
          assert.deepEqual(fieldsOf(again), fieldsOf(await open(bytes)))
          assert.deepEqual(fieldsOf(again).length, all.length)
          if (form === 'json') continue
          assert.deepEqual(
            again.about.columns.map(column => column.name),
            [...header, 'Hailport Status', 'Hailport Code', 'Hailport Reason', 'Hailport Remedy'],
          )
          assert.deepEqual(
            again.rows.map(row => row.cells[4]),
            all.map(() => 'rejected'),
          )
        }
        const fields = fieldsOf(await open(bytes))
        assert.deepEqual(fields, form === 'json' ? all.map(({ extra: _, ...row }) => row) : wanted(all))
      }),
      { numRuns: 60 },
    )
  })
})

test('values that a spreadsheet would run are made harmless, and come back as they were', async () => {
  const { about, rows } = await openText('serial number,note\n=1+1,@SUM(A1)\n-5,+x\n')
  const text = (
    await gather(writeFile(about, group(rows.map((row): AnsweredRow => ({ row, answer: ['=a', '', '', ''] }))), 2))
  ).toString()
  assert.deepEqual(text.split('\r\n').slice(1, 3), ["'=1+1,'@SUM(A1),'=a,,,", "'-5,'+x,'=a,,,"])
  assert.deepEqual(fieldsOf(await openText(text)), [{ serialNumber: '=1+1' }, { serialNumber: '-5' }])
})

test('headers of the known tools, with and without a header', async () => {
  const { base64 } = device(1)
  const set = async (text: string) => {
    const { about, devices } = await openText(text)
    return [about.columnSet, devices[0]?.row.fields]
  }
  const hashed = { serialNumber: 'S', productKeyId: 'P', hardwareHash: base64 }
  assert.deepEqual(await set(`Device Serial Number,Windows Product ID,Hardware Hash\nS,P,${base64}`), [
    'get-windowsautopilotinfo',
    hashed,
  ])
  assert.deepEqual(await set(`Device Serial Number,Windows Product ID,Hardware Hash,OrderID\nS,P,${base64},T`), [
    'get-windowsautopilotinfo',
    { ...hashed, groupTag: 'T' },
  ])
  assert.deepEqual(
    await set(
      `Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\nS,P,${base64},T,u@x.example`,
    ),
    ['intune', { ...hashed, groupTag: 'T', assignedUser: 'u@x.example' }],
  )
  const tuple = { serialNumber: 'S', productKeyId: 'P', manufacturer: 'M', model: 'O' }
  assert.deepEqual(
    await set('Device serial number,Windows product ID,Hardware hash,Manufacturer name,Device model\nS,P,,M,O'),
    ['partner-center', tuple],
  )
  assert.deepEqual(await set('SerialNumber,oemManufacturerName,modelName,productKey,hardwareHash\nS,M,O,P,'), [
    'cipp',
    tuple,
  ])
  assert.deepEqual(await set('serialNumber,hardwareHash,orderId\nS,,T'), [
    'hailport',
    { serialNumber: 'S', orderId: 'T' },
  ])
  assert.deepEqual(await set('Manufacturer,Model,Serial Number,Hardware Hash\nM,O,S,'), [
    'known-names',
    { serialNumber: 'S', manufacturer: 'M', model: 'O' },
  ])
  assert.deepEqual(await set(`S,,${base64},,\nS2,,,M,O`), [
    'partner-center-without-header',
    { serialNumber: 'S', hardwareHash: base64 },
  ])
  assert.deepEqual(await set(`S,M,O,3305000000001,\n`), [
    'cipp-without-header',
    { serialNumber: 'S', manufacturer: 'M', model: 'O', productKeyId: '3305000000001' },
  ])
  assert.deepEqual(await set(`${base64}\n`), ['hashes-only', { hardwareHash: base64 }])
  const key = { hardwareHash: base64, productKeyId: '3305000000001' }
  assert.deepEqual(
    await set(
      `<?xml version="1.0"?><Key><ProductKeyID>3305000000001</ProductKeyID><HardwareHash>${base64}</HardwareHash></Key>`,
    ),
    ['oa3', key],
  )
})

test('what is not known is told with what was found, and a mapping helps', async () => {
  await assert.rejects(openText('Asset,Kind\n1,2'), /"Asset", "Kind".*Device Serial Number/)
  await rejectsWith('file_columns_unknown', openText('S,M,O,X,Y'))
  await rejectsWith('file_columns_unknown', openText('M,O,S'))
  await rejectsWith('file_columns_unknown', openText('Serial,Serial Number\n1,2'))
  const mapping = { Asset: 'serialNumber', '#2': 'model' }
  assert.deepEqual(fieldsOf(await openText('asset,Kind,Make\n1,2,3', { mapping })), [
    { serialNumber: '1', model: '2', manufacturer: '3' },
  ])
  assert.deepEqual(fieldsOf(await openText('1,2', { mapping: { '#1': 'serialNumber' }, header: false })), [
    { serialNumber: '1' },
  ])
  await rejectsWith('file_columns_unknown', openText('a,b\n1,2', { mapping: { c: 'model' } }))
  assert.deepEqual(fieldsOf(await openText('Serial,Serial Number\n1,2', { mapping: { Serial: 'ignore' } })), [
    { serialNumber: '2' },
  ])
})

test('a row with a wrong number of columns, or a stray quotation mark, harms only itself', async () => {
  const { devices, rows } = await openText(
    'serial number,model\nA,x\nB\nC,x,y\n\n,\n"D,x\nE,14" wide\n"F"x,y\n"G ""1""","two\nlines"\n',
  )
  assert.deepEqual(
    devices.map(({ row }, at) => [rows[at]?.number, row.fields ?? row.problem.code]),
    [
      [2, { serialNumber: 'A', model: 'x' }],
      [3, 'row_malformed'],
      [4, 'row_malformed'],
      [7, 'row_malformed'],
      [8, { serialNumber: 'E', model: '14" wide' }],
      [9, 'row_malformed'],
      [10, { serialNumber: 'G "1"', model: 'two lines' }],
    ],
  )
})

test('values are cleaned with a note; what a spreadsheet has damaged is refused', async () => {
  const { devices } = await openText(
    'serial number,model,group tag\n 00A1\u00a0,Note\u200bbook,\n0012,x,T\n1.23457E+11,x,T\n1E5,x,T\n',
  )
  assert.deepEqual(devices[0]?.row.fields, { serialNumber: '00A1', model: 'Notebook' })
  assert.deepEqual(devices[0]?.notes.map(noteText), [
    'blanks were taken off serial number',
    'hidden characters were taken out of model',
  ])
  assert.deepEqual([devices[1]?.row.fields?.serialNumber, devices[1]?.notes], ['0012', []])
  assert.deepEqual([devices[2]?.row.problem?.code, devices[2]?.row.problem?.field], ['value_damaged', 'serialNumber'])
  assert.equal(devices[3]?.row.fields?.serialNumber, '1E5')
})

test('files that cannot be read say why', async () => {
  const broken: [Uint8Array, RegExp][] = [
    [Buffer.alloc(0), /empty/],
    [Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), /\.xls.*password/],
    [Buffer.from('PK\u0003\u0004 and then nothing'), /directory is missing/],
    [(await workbook([['Serial'], ['1']])).subarray(0, 900), /directory is missing|broken/],
    [Buffer.concat([Buffer.from('a,b\n'), Buffer.alloc(3), Buffer.from('x')]), /neither text/],
    [Buffer.from('\n \n'), /no rows/],
    [Buffer.from('<Keys></Keys>'), /<Key>/],
  ]
  for (const [bytes, why] of broken)
    await assert.rejects(
      open(bytes),
      (error: Error & { code: string }) => why.test(error.message) && error.code === 'file_unreadable',
      String(why),
    )
})

test('a workbook that unpacks to more than allowed is refused before it is unpacked', async () => {
  const zeros = 'x'.repeat(30_000)
  const bomb = await workbook(Array.from({ length: 600 }, () => [zeros]))
  await rejectsWith('body_too_large', open(bomb))
})

test('decoding does not depend on how the bytes were cut', async () => {
  const text = 'ñ😀é'
  for (let at = 0; at <= Buffer.byteLength(text); at++) {
    const check = new Utf8Check()
    check.push(Buffer.from(text).subarray(0, at))
    check.push(Buffer.from(text).subarray(at))
    assert.ok(check.valid, String(at))
  }
  const check = new Utf8Check()
  for await (const piece of bytesOf(Buffer.from('caf\xe9', 'latin1'), 1)) check.push(piece)
  assert.equal(check.valid, false)
})
