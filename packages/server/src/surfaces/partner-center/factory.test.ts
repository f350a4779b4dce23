import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { buildHardwareHash, bytesToBase64 } from '@hailport/hardware-hash'
import { type Contract, startContract } from '../../testing/contract.ts'
import { addPartner } from '../../testing/people.ts'

// Labels lead to what makers have reported: one device, none, or several.

const reported = 10_000
let c: Contract

function built(n: number, { serial = `L-${n}`, key = `3300${String(n).padStart(9, '0')}` } = {}): string {
  const hardwareHash = bytesToBase64(
    buildHardwareHash({
      SmbiosUuid: `4c4c4544-0000-4a10-8000-${String(n).padStart(12, '0')}`,
      SmbiosSystemSerialNumber: serial,
      SmbiosSystemManufacturer: 'Wingtip',
      SmbiosSystemProductName: 'Notebook Pro 14',
      ProductKeyID: key,
      TPMEkPub: String(n).padStart(8, '0').repeat(64),
    }),
  )
  return JSON.stringify({ hardwareHash })
}

before(async () => {
  c = await startContract()
  const maker = await addPartner(c.h, 'wingtip', 'oem')
  // Two that share a product key id, and two that share a label.
  const twins = [
    built(20_001, { key: '9999999999999' }),
    built(20_002, { key: '9999999999999' }),
    built(20_003, { serial: 'TWIN' }),
    built(20_004, { serial: 'TWIN' }),
  ]
  const rows = [...Array.from({ length: reported }, (_, n) => built(n)), ...twins]
  const report = await c.h.call('POST', `/api/v1/partners/${maker.id}/build-reports`, maker.token, undefined, {
    payload: rows.join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  })
  assert.equal(report.body.rows?.new, rows.length, report.payload)
})
after(() => c?.close())

const label = { oemManufacturerName: 'Wingtip', modelName: 'Notebook Pro 14' }

test('PKID and tuple find one device among thousands; ambiguous is 813, unknown and wrong case are 812', async () => {
  const cases: [object, string?][] = [
    [{ productKey: '3300000000005' }],
    [{ ...label, serialNumber: 'L-9999' }],
    // Not in the list of the documents, but it has the product key id.
    [{ productKey: '3300000000006', serialNumber: 'L-6' }],
    [{ productKey: '9999999999999' }, '813'],
    [{ ...label, serialNumber: 'TWIN' }, '813'],
    [{ productKey: '3300999999999' }, '812'],
    [{ ...label, serialNumber: 'L-10000' }, '812'],
    [{ ...label, serialNumber: 'l-9998' }, '812'],
    [{ ...label, oemManufacturerName: 'WINGTIP', serialNumber: 'L-9998' }, '812'],
    [{ ...label, modelName: 'notebook pro 14', serialNumber: 'L-9998' }, '812'],
    [{ serialNumber: 'L-9998' }, '803'],
    [{ ...label }, '803'],
    [{}, '803'],
    [{ hardwareHash: 'AAAA' }, '802'],
    [{ serialNumber: 5 }, '801'],
    [{ productKey: '3300000000005' }, '806'],
  ]
  const status = await c.upload(
    'Labels',
    cases.map(([device]) => device),
  )
  assert.deepEqual(
    status.devicesStatus.map((device: { errorCode?: string }) => device.errorCode),
    cases.map(([, code]) => code),
  )
  const { json } = await c.send('GET', `/v1${c.customer}/deviceBatches/Labels/devices`)
  assert.deepEqual(
    json.items.map((device: Record<string, string>) => [device['serialNumber'], device['oemManufacturerName']]),
    [
      ['L-5', 'Wingtip'],
      ['L-9999', 'Wingtip'],
      ['L-6', 'Wingtip'],
    ],
  )
})

test('a thousand labels of one call all lead to their devices', async () => {
  const status = await c.upload(
    'Thousand labels',
    Array.from({ length: 1000 }, (_, n) => ({ ...label, serialNumber: `L-${n + 100}` })),
  )
  assert.ok(status.devicesStatus.every((device: { status: string }) => device.status === 'finished'))
})
