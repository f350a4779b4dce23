import { hashTextOf } from './hash-of.ts'
import type { SimulatedDevice } from './simulate-device.ts'

/** One JSON object per line. Values a device has not are left out. */
export function* ndjsonReport(devices: Iterable<SimulatedDevice>): Generator<string> {
  for (const device of devices) {
    const line = {
      hardwareHash: hashTextOf(device),
      productKeyId: device.fields.ProductKeyID,
      serialNumber: device.fields.SmbiosSystemSerialNumber,
      manufacturer: device.fields.SmbiosSystemManufacturer,
      model: device.fields.SmbiosSystemProductName,
    }
    yield `${JSON.stringify(line)}\n`
  }
}

const CSV_HEADER = ['Device Serial Number', 'Windows Product ID', 'Hardware Hash', 'Manufacturer name', 'Device model']

/** CSV after RFC 4180, with the columns of Microsoft's partner upload. */
export function* csvReport(devices: Iterable<SimulatedDevice>): Generator<string> {
  yield csvLine(CSV_HEADER)
  for (const device of devices) {
    const { SmbiosSystemSerialNumber, ProductKeyID, SmbiosSystemManufacturer, SmbiosSystemProductName } = device.fields
    const hash = hashTextOf(device)
    yield csvLine([
      SmbiosSystemSerialNumber,
      ProductKeyID ?? '',
      hash,
      SmbiosSystemManufacturer,
      SmbiosSystemProductName,
    ])
  }
}

/** @param values one record's values; quoted where RFC 4180 asks for it */
export function csvLine(values: readonly string[]): string {
  return `${values.map(value => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\r\n`
}

/**
 * The `<Key>` elements of the OA 3.0 tool's report inside one root element. As in a report made with `/NoKeyCheck`,
 * a device without a key has no id; the key itself is never there.
 */
export function* oa3Report(devices: Iterable<SimulatedDevice>): Generator<string> {
  yield '<?xml version="1.0" encoding="utf-8"?>\n<Keys>\n'
  for (const device of devices) {
    const id = device.fields.ProductKeyID
    const idElement = id === undefined ? '' : `<ProductKeyID>${id}</ProductKeyID>`
    const hash = hashTextOf(device)
    yield `<Key>${idElement}<ProductKeyState>6</ProductKeyState><HardwareHash>${hash}</HardwareHash></Key>\n`
  }
  yield '</Keys>\n'
}
