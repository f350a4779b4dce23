import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { listBuildReportRows } from '../factory/index.ts'
import { newId } from '../ids.ts'
import { listDevices } from '../registration/index.ts'
import { bytesOf, device, rejectsWith } from '../testing/index.ts'
import { makeScene, type Party, type Scene } from '../testing/scene.ts'
import { encode } from './encoding.ts'
import {
  cancelImport,
  getImport,
  type Import,
  type ImportInput,
  type ImportRow,
  listImportCustomers,
  listImportRows,
  listImports,
  readImportResult,
  receiveImport,
  rereadImport,
  startImport,
} from './index.ts'
import { writeWorkbook } from './write-workbook.ts'

let scene: Scene
before(async () => {
  scene = await makeScene({ chunkRows: 4 })
  await scene.consent(scene.reseller)
})
after(() => scene.close())

const send = (by: Party, file: string | Uint8Array, more: Partial<ImportInput> = {}) =>
  receiveImport(scene.registry, by.who, by.id, { fileName: 'devices.csv', body: bytesOf(file), ...more })

async function preview(by: Party, file: string | Uint8Array, more: Partial<ImportInput> = {}): Promise<Import> {
  const { id } = await send(by, file, more)
  await scene.work()
  return getImport(scene.registry, by.who, by.id, id)
}

async function carryOut(by: Party, { id }: { id: string }): Promise<Import> {
  await startImport(scene.registry, by.who, by.id, id)
  await scene.work()
  return getImport(scene.registry, by.who, by.id, id)
}

async function rowsOf(by: Party, { id }: { id: string }, more: object = {}): Promise<ImportRow[]> {
  const found: ImportRow[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listImportRows(scene.registry, by.who, by.id, id, { ...more, ...(cursor && { cursor }) })
    found.push(...page.items)
    cursor = page.nextCursor
    if (cursor === undefined) return found
  }
}

const told = (rows: ImportRow[]) =>
  rows.map(({ row, status, code }) => [row, status, ...(code ? [code] : [])].join(' '))

async function result(by: Party, { id }: { id: string }, errorsOnly = false): Promise<Buffer> {
  const { body } = await readImportResult(scene.registry, by.who, by.id, id, { errorsOnly })
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return Buffer.concat(pieces)
}

const devicesOf = async (party: Party) =>
  (await listDevices(scene.registry, party.who, party.id, { limit: 1000 })).items
const hash = (n: number) => device(n).base64

describe('the file that Excel saved', () => {
  /** UTF-16, semicolons, serial numbers with leading zeroes, a column of its own, every fifth row bad. */
  const serial = (n: number) => `000${n}`
  const lines = Array.from({ length: 40 }, (_, n) => {
    const own = device(1000 + n, { serialNumber: serial(n) })
    if (n % 5 !== 4) return [serial(n), '', own.base64, `Größe ${n}`, 'Filiale; "Süd"']
    if (n % 10 === 4) return [serial(n), '', own.base64.slice(0, 400), `Größe ${n}`, 'x']
    return [serial(n), '', own.base64]
  })
  const cell = (text: string) => (/[;"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const text = [['DEVICE SERIAL NUMBER', 'windows product id', ' Hardware Hash', 'Größe', 'group tag'], ...lines]
    .map(cells => `${cells.map(cell).join(';')}\r\n`)
    .join('')
  const file = Buffer.concat([Buffer.from([0xff, 0xfe]), encode(text, 'utf-16le')])
  let first: Import

  test('is understood, and nothing is changed yet', async () => {
    const before = (await devicesOf(scene.customer)).length
    first = await preview(scene.reseller, file, { tenantId: scene.customer.id })
    const { state, counts } = first
    assert.deepEqual(
      [state, first.file?.encoding, first.file?.delimiter, first.file?.columnSet],
      ['ready', 'utf-16le', ';', 'intune'],
    )
    assert.deepEqual(counts, {
      total: 40,
      registered: 32,
      alreadyRegistered: 0,
      held: 0,
      rejected: 8,
      noted: 0,
      customers: 1,
    })
    assert.equal((await devicesOf(scene.customer)).length, before)
    const lines = (await result(scene.reseller, first)).toString('utf16le').split('\r\n')
    assert.match(lines[1] ?? '', /;would be registered;;;$/)
  })

  test('its good rows are imported; leading zeroes are kept', async () => {
    const done = await carryOut(scene.reseller, first)
    assert.deepEqual([done.state, done.counts.registered, done.counts.rejected], ['finished', 32, 8])
    const found = await devicesOf(scene.customer)
    assert.deepEqual(
      found.filter(each => each.serialNumber === '0000').map(each => each.groupTag),
      ['Filiale; "Süd"'],
    )
    const bad = await rowsOf(scene.reseller, done, { status: 'rejected' })
    assert.deepEqual(told(bad).slice(0, 2), ['6 rejected invalid_hardware_hash', '11 rejected row_malformed'])
    assert.match(bad[1]?.message ?? '', /3 columns, the header 5/)
    scene.audit()
  })

  test('its error file has the original columns, and is imported once it is repaired', async () => {
    const errors = await result(scene.reseller, first, true)
    const rows = errors.toString('utf16le').replace('\ufeff', '').trimEnd().split('\r\n')
    assert.equal(
      rows[0],
      'DEVICE SERIAL NUMBER;windows product id;Hardware Hash;Größe;group tag;Hailport Status;Hailport Code;Hailport Reason;Hailport Remedy',
    )
    assert.equal(rows.length, 9)
    const repaired = rows.map((line, at) => {
      if (at === 0) return line
      const cells = line.startsWith('"')
        ? [...line.slice(1, line.indexOf('"', 1)).split(';'), ...Array<string>(6).fill('')]
        : line.split(';')
      cells[2] = device(1000 + Number(cells[0]), { serialNumber: cells[0] as string }).base64
      return cells.join(';')
    })
    const again = await preview(
      scene.reseller,
      Buffer.concat([Buffer.from([0xff, 0xfe]), encode(repaired.join('\r\n'), 'utf-16le')]),
      { tenantId: scene.customer.id },
    )
    assert.deepEqual(told(await rowsOf(scene.reseller, again, { status: 'rejected' })), [])
    assert.equal((await carryOut(scene.reseller, again)).counts.registered, 8)
  })

  test('sending it again changes nothing', async () => {
    const before = scene.rows('select count(*) as n from registrations')
    const again = await preview(scene.reseller, file, { tenantId: scene.customer.id })
    assert.equal(again.sameAs, first.id)
    assert.deepEqual([again.counts.registered, again.counts.alreadyRegistered], [0, 32])
    const done = await carryOut(scene.reseller, again)
    assert.equal(done.counts.alreadyRegistered, 32)
    assert.deepEqual(scene.rows('select count(*) as n from registrations'), before)
    const answered = await preview(scene.reseller, await result(scene.reseller, done), { tenantId: scene.customer.id })
    assert.deepEqual([answered.counts.alreadyRegistered, answered.counts.rejected], [32, 8])
  })
})

describe('a file of many customers', () => {
  test('is split: a batch for each that has consented, the others are told the same whether they exist or not', async () => {
    await scene.grant(scene.other.id, scene.maker.id)
    await scene.consent(scene.maker)
    const nobody = newId()
    const lines = [
      'Hardware Hash,Tenant',
      `${hash(2000)},${scene.customer.id}`,
      `${hash(2001)},tailwind.example`,
      `${hash(2002)},${scene.other.id}`,
      `${hash(2003)},nobody.example`,
      `${hash(2004)},${nobody}`,
      `${hash(2005)},`,
      `${hash(2006)},not a domain`,
      `${hash(2007)},FABRIKAM.example`,
      `${hash(2000)},${scene.customer.id}`,
    ]
    const ready = await preview(scene.maker, lines.join('\n'))
    assert.deepEqual(told(await rowsOf(scene.maker, ready)), [
      '2 registered',
      '3 registered',
      '4 registered',
      '5 rejected consent_missing',
      '6 rejected consent_missing',
      '7 rejected customer_unknown',
      '8 rejected customer_unknown',
      '9 registered',
      '10 already_registered device_duplicated',
    ])
    const rows = await rowsOf(scene.maker, ready)
    assert.equal(rows[3]?.message, rows[4]?.message)
    assert.match(rows.at(-1)?.notes?.[0]?.message ?? '', /row 2 is the same device/)
    const { items } = await listImportCustomers(scene.registry, scene.maker.who, scene.maker.id, ready.id, {})
    assert.deepEqual(
      items.map(({ target, code, counts }) => [target, code, counts.total]),
      [
        [scene.customer.id, undefined, 3],
        ['tailwind.example', undefined, 2],
        ['nobody.example', 'consent_missing', 1],
        [nobody, 'consent_missing', 1],
      ],
    )
    const done = await carryOut(scene.maker, ready)
    assert.deepEqual([done.state, done.counts.registered, done.counts.rejected], ['finished', 4, 4])
    scene.audit()
  })

  test('an unknown domain and one without consent answer alike, also when rows may wait', async () => {
    const stranger = await scene.newPartner('csp-direct')
    const text = `Hardware Hash,Tenant Domain\n${hash(2100)},tailwind.example\n${hash(2101)},nobody.example\n${hash(2102)},${scene.other.id}\n`
    const ready = await preview(stranger, text, { onMissingConsent: 'hold' })
    const [known, unknown, byId] = await rowsOf(stranger, ready)
    assert.deepEqual([known?.status, known?.code, known?.message], [unknown?.status, unknown?.code, unknown?.message])
    assert.equal(byId?.status, 'held')
    const done = await carryOut(stranger, ready)
    assert.deepEqual([done.state, done.counts.held], ['held', 1])
    await scene.grant(scene.other.id, stranger.id)
    await scene.work()
    const after = await getImport(scene.registry, stranger.who, stranger.id, done.id)
    assert.deepEqual([after.state, after.counts.registered, after.counts.held], ['finished', 1, 0])
  })

  test('without any customer it is not read on', async () => {
    const { state, problem } = await preview(scene.reseller, `Hardware Hash\n${hash(2200)}\n`)
    assert.deepEqual([state, problem?.code], ['unreadable', 'file_customer_missing'])
  })
})

describe('customers', () => {
  test('import their own devices, with tag and user, by hash only', async () => {
    const file = `Device Serial Number,Windows Product ID,Hardware Hash,Group Tag,Assigned User\nSN,,${hash(3000)},Kiosk,a@fabrikam.example\nSN2,,,Kiosk,\n`
    const done = await carryOut(scene.customer, await preview(scene.customer, file))
    assert.deepEqual(told(await rowsOf(scene.customer, done)), ['2 registered', '3 rejected missing_identifier'])
    const made = (await devicesOf(scene.customer)).find(each => each.groupTag === 'Kiosk')
    assert.equal(made?.assignedUser, 'a@fabrikam.example')
  })
  test('cannot import for others', async () => {
    const ready = await preview(
      scene.customer,
      `Hardware Hash,Tenant ID\n${hash(3100)},${scene.other.id}\n${hash(3101)},fabrikam.example\n`,
    )
    assert.deepEqual(told(await rowsOf(scene.customer, ready)), ['2 rejected customer_unknown', '3 registered'])
    await rejectsWith('not_found', send(scene.customer, 'x', { tenantId: scene.other.id }))
    await rejectsWith(
      'not_found',
      receiveImport(scene.registry, scene.customer.who, scene.other.id, { body: bytesOf('x') }),
    )
    await rejectsWith('forbidden', send(scene.customer, 'x', { kind: 'build-report' }))
  })
})

test('makers send build reports: checked, then recorded', async () => {
  const own = [4000, 4001, 4002].map(n => device(n))
  const sheet = [
    ['Serial', 'Hash', 'Line'],
    ...own.map(({ serialNumber, base64 }, n) => [n === 2 ? 'WRONG' : serialNumber, base64, 'L1']),
    [own[0]!.serialNumber, own[0]!.base64, ''],
  ]
  async function* rows() {
    yield sheet
  }
  const pieces: Uint8Array[] = []
  for await (const piece of writeWorkbook('Report', rows(), false)) pieces.push(piece)
  const ready = await preview(scene.maker, Buffer.concat(pieces), { kind: 'build-report', fileName: 'line.xlsx' })
  assert.deepEqual(
    told(await rowsOf(scene.maker, ready)),
    ['1 registered', '2 registered', '3 rejected hardware_mismatch', '4 already_registered'].map((text, at) =>
      text.replace(/^\d/, String(at + 2)),
    ),
  )
  const records = () => scene.rows('select count(*) as n from factory_records')[0].n
  const before = records()
  const done = await carryOut(scene.maker, ready)
  assert.deepEqual(
    [done.state, done.counts.registered, done.counts.alreadyRegistered, done.counts.rejected],
    ['finished', 2, 1, 1],
  )
  assert.equal(records(), before + 2)
  const report = await listBuildReportRows(scene.registry, scene.maker.who, scene.maker.id, done.reportId as string, {})
  assert.equal(report.items.length, 4)
  const again = await carryOut(
    scene.maker,
    await preview(scene.maker, await result(scene.maker, done), { kind: 'build-report' }),
  )
  assert.deepEqual([again.counts.registered, again.counts.alreadyRegistered], [0, 3])
  await rejectsWith('forbidden', send(scene.reseller, 'x', { kind: 'build-report' }))
})

describe('a file that is not understood', () => {
  test('is read again with a mapping, an encoding, a delimiter', async () => {
    const text = `Asset#Kennung\n${hash(5000)}#x\n`
    const bad = await preview(scene.customer, text)
    assert.deepEqual([bad.state, bad.problem?.code], ['unreadable', 'file_columns_unknown'])
    assert.match(bad.problem?.message ?? '', /Asset#Kennung/)
    assert.deepEqual([bad.file?.columnSet, bad.file?.columns], ['unknown', [{ name: 'Asset#Kennung' }]])
    await rejectsWith('conflict', startImport(scene.registry, scene.customer.who, scene.customer.id, bad.id))
    await rejectsWith('conflict', listImportRows(scene.registry, scene.customer.who, scene.customer.id, bad.id, {}))
    const options = { delimiter: '#', mapping: { asset: 'hardwareHash', Kennung: 'groupTag' } }
    await rereadImport(scene.registry, scene.customer.who, scene.customer.id, bad.id, options)
    await scene.work()
    const ready = await getImport(scene.registry, scene.customer.who, scene.customer.id, bad.id)
    assert.deepEqual([ready.state, ready.counts.registered, ready.file?.columnSet], ['ready', 1, 'mapping'])
    await rereadImport(scene.registry, scene.customer.who, scene.customer.id, bad.id, { encoding: 'windows-1252' })
    await scene.work()
    const again = await getImport(scene.registry, scene.customer.who, scene.customer.id, bad.id)
    assert.deepEqual([again.state, again.file?.encoding, again.counts.total], ['ready', 'windows-1252', 1])
    assert.equal(scene.rows('select id from batches where import_id = ?', bad.id).length, 1)
  })
  test('is refused when it is too large in any way', async () => {
    const small = await makeScene({ batchRows: 3, importColumns: 4, importBytes: 9_000 })
    try {
      const by = small.customer
      const state = async (text: string) => {
        const { id } = await receiveImport(small.registry, by.who, by.id, { body: bytesOf(text) })
        await small.work()
        return (await getImport(small.registry, by.who, by.id, id)).problem?.code
      }
      assert.equal(await state(`Serial\n${'A\n'.repeat(3)}`), undefined)
      assert.equal(await state(`Serial\n${'A\n'.repeat(4)}`), 'body_too_large')
      assert.equal(await state('Serial,a,b,c,d\nA,,,,\n'), 'body_too_large')
      await rejectsWith('body_too_large', state('x'.repeat(9_001)))
      await rejectsWith('file_unreadable', state(''))
      assert.deepEqual(small.rows('select import_id from import_parts group by import_id having count(*) > 9'), [])
    } finally {
      await small.close()
    }
  })
})

describe('keys, lists and the end', () => {
  test('an idempotency key stands for one import', async () => {
    const text = `Hardware Hash\n${hash(6000)}\n`
    const first = await send(scene.customer, text, { idempotencyKey: 'k1' })
    assert.equal((await send(scene.customer, text, { idempotencyKey: 'k1' })).id, first.id)
    await rejectsWith('idempotency_key_reused', send(scene.customer, `${text}x`, { idempotencyKey: 'k1' }))
    await scene.work()
  })
  test('an upload that breaks off leaves nothing', async () => {
    async function* broken() {
      yield Buffer.from('Hardware Hash\n')
      throw new Error('connection reset')
    }
    const before = scene.rows('select id from imports').length
    await assert.rejects(
      receiveImport(scene.registry, scene.customer.who, scene.customer.id, { body: broken() }),
      /connection reset/,
    )
    assert.equal(scene.rows('select id from imports').length, before)
  })
  test('a cancelled import leaves no file, no rows and no batch', async () => {
    const ready = await preview(scene.customer, `Hardware Hash\n${hash(6100)}\n`)
    await cancelImport(scene.registry, scene.customer.who, scene.customer.id, ready.id)
    for (const table of ['import_parts', 'import_chunks', 'import_customers', 'batches'])
      assert.deepEqual(scene.rows(`select * from ${table} where import_id = ?`, ready.id), [], table)
    await rejectsWith('conflict', startImport(scene.registry, scene.customer.who, scene.customer.id, ready.id))
  })
  test('a batch that is carried out and then another cancel: what is written stays', async () => {
    const done = await carryOut(scene.customer, await preview(scene.customer, `Hardware Hash\n${hash(6200)}\n`))
    await rejectsWith('conflict', cancelImport(scene.registry, scene.customer.who, scene.customer.id, done.id))
    assert.equal((await rowsOf(scene.customer, done)).length, 1)
  })
  test('lists filter, sort and page; nobody sees those of others', async () => {
    const all = await listImports(scene.registry, scene.customer.who, scene.customer.id, { limit: 1000 })
    const oldest = await listImports(scene.registry, scene.customer.who, scene.customer.id, {
      limit: 2,
      sort: 'oldest',
    })
    const next = await listImports(scene.registry, scene.customer.who, scene.customer.id, {
      limit: 2,
      sort: 'oldest',
      ...(oldest.nextCursor && { cursor: oldest.nextCursor }),
    })
    assert.deepEqual(
      [...oldest.items, ...next.items].map(each => each.id),
      all.items
        .map(each => each.id)
        .reverse()
        .slice(0, 4),
    )
    const cancelled = await listImports(scene.registry, scene.customer.who, scene.customer.id, { state: 'cancelled' })
    assert.equal(cancelled.items.length, 1)
    const theirs = all.items[0]!.id
    await rejectsWith('not_found', getImport(scene.registry, scene.other.who, scene.other.id, theirs))
    await rejectsWith('not_found', getImport(scene.registry, scene.other.who, scene.customer.id, theirs))
    const reader = { id: scene.customer.id, who: await scene.personOf(scene.customer.id, ['device-reader']) }
    assert.equal((await getImport(scene.registry, reader.who, reader.id, theirs)).id, theirs)
    await rejectsWith('forbidden', cancelImport(scene.registry, reader.who, reader.id, theirs))
    await rejectsWith('forbidden', send(reader, 'x'))
  })
  test('rights that are limited to some customers or tags reach no further in a file', async () => {
    const { id } = scene.reseller
    const limited = {
      ...scene.reseller.who,
      id: newId(),
      grants: [
        {
          permissions: new Set(['device.register', 'device.read'] as const),
          groupTags: ['A'],
          tenants: [scene.customer.id],
        },
      ],
    }
    const by = { id, who: limited }
    const text = `Hardware Hash,Group Tag,Tenant\n${hash(6300)},A,${scene.customer.id}\n${hash(6301)},B,${scene.customer.id}\n${hash(6302)},A,${scene.other.id}\n${hash(6303)},A,nobody.example\n`
    const done = await carryOut(by, await preview(by, text))
    assert.deepEqual(told(await rowsOf(by, done)), [
      '2 registered',
      '3 rejected group_tag_not_yours',
      '4 rejected customer_unknown',
      '5 rejected customer_unknown',
    ])
    assert.deepEqual(
      (await listImports(scene.registry, limited, id, {})).items.map(each => each.id),
      [done.id],
    )
    const others = (await listImports(scene.registry, scene.reseller.who, id, { limit: 1000 })).items.find(
      each => each.id !== done.id,
    )
    await rejectsWith('forbidden', getImport(scene.registry, limited, id, others!.id))
  })
  test('after their time the contents go, the counts and the devices stay', async () => {
    const before = scene.rows('select count(*) as n from registrations')
    scene.clock.advance(31 * 86_400_000)
    await scene.work()
    for (const table of ['import_parts', 'import_chunks', 'import_customers'])
      assert.deepEqual(scene.rows(`select * from ${table}`), [], table)
    assert.deepEqual(scene.rows('select count(*) as n from registrations'), before)
    const { items } = await listImports(scene.registry, scene.reseller.who, scene.reseller.id, {
      sort: 'oldest',
      limit: 1,
    })
    assert.deepEqual([items[0]?.state, items[0]?.counts.registered], ['expired', 32])
    scene.audit()
  })
})

test('rows with large hashes fill a chunk before it has its number of rows: each is decided once, in its place', async () => {
  const own = await makeScene({ chunkRows: 100, chunkBytes: 2_000 })
  try {
    const lines = Array.from({ length: 8 }, (_, n) => `${n},${device(2000 + n).base64}`)
    const file = ['Shelf,Hardware Hash', ...lines].join('\n')
    for (const [by, kind] of [
      [own.customer, 'devices'],
      [own.maker, 'build-report'],
    ] as const) {
      const { id } = await receiveImport(own.registry, by.who, by.id, { fileName: 'x.csv', body: bytesOf(file), kind })
      await own.work()
      await startImport(own.registry, by.who, by.id, id)
      await own.work()
      const { counts } = await getImport(own.registry, by.who, by.id, id)
      assert.deepEqual([counts.total, counts.registered], [8, 8])
      const { items } = await listImportRows(own.registry, by.who, by.id, id, {})
      assert.deepEqual(
        items.map(({ row, status }) => `${row} ${status}`),
        lines.map((_, n) => `${n + 2} registered`),
      )
    }
    for (const kept of ['batch_chunks', 'import_chunks where payload is not null']) {
      const chunks = own.rows(`select item_count as n from ${kept}`).map(row => Number(row.n))
      assert.ok(chunks.length > 1)
      assert.equal(
        chunks.reduce((sum, n) => sum + n),
        8,
      )
    }
  } finally {
    await own.close()
  }
})
