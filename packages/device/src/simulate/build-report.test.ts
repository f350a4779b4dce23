import assert from 'node:assert/strict'
import { it } from 'node:test'
import { csvLine, csvReport, ndjsonReport, oa3Report } from './build-report.ts'
import { hashTextOf } from './hash-of.ts'
import { simulateFactory } from './simulate-factory.ts'

const factory = simulateFactory({ count: 40, seed: 5, vmRate: 0.3 })
const devices = [...factory]

it('NDJSON has one device per line', () => {
  const lines = [...ndjsonReport(factory)]
  assert.equal(lines.length, 40)
  for (const [index, device] of devices.entries()) {
    const line = JSON.parse(lines[index] ?? '')
    const { ProductKeyID, SmbiosSystemSerialNumber, SmbiosSystemManufacturer, SmbiosSystemProductName } = device.fields
    assert.deepEqual(line, {
      hardwareHash: hashTextOf(device),
      ...(ProductKeyID && { productKeyId: ProductKeyID }),
      serialNumber: SmbiosSystemSerialNumber,
      manufacturer: SmbiosSystemManufacturer,
      model: SmbiosSystemProductName,
    })
  }
})

it('CSV has the columns of the partner upload', () => {
  const [header, first, ...rest] = [...csvReport(factory)]
  assert.equal(header, 'Device Serial Number,Windows Product ID,Hardware Hash,Manufacturer name,Device model\r\n')
  assert.equal(rest.length, 39)
  assert.equal(first?.split(',')[2], devices[0] && hashTextOf(devices[0]))
})

it('CSV values are quoted where they must be', () => {
  assert.equal(csvLine(['a,b', 'say "x"', 'two\nlines', 'plain', '']), '"a,b","say ""x""","two\nlines",plain,\r\n')
})

it('the OA3 report has a key element per device, with an id where there is a key', () => {
  const text = [...oa3Report(factory)].join('')
  const keys = [
    ...text.matchAll(
      /<Key>(?:<ProductKeyID>(\d{13})<\/ProductKeyID>)?<ProductKeyState>6<\/ProductKeyState><HardwareHash>([^<]+)<\/HardwareHash><\/Key>/g,
    ),
  ]
  assert.deepEqual(
    keys.map(([, id, hash]) => [id, hash]),
    devices.map(device => [device.fields.ProductKeyID, hashTextOf(device)]),
  )
  assert.match(text, /^<\?xml[^>]+>\n<Keys>\n[\s\S]*<\/Keys>\n$/)
})
