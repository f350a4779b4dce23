import { readdirSync, readFileSync } from 'node:fs'
import { hashOf, hashTextOf, recapture, type SimulatedDevice, simulateFactory } from '@hailport/device'
import { decodeHardwareHash, hardwareHashToBase64, inspectHardwareHash } from '@hailport/hardware-hash'

/** A device of the demo by what its label says. */
export interface Label {
  readonly serialNumber: string
  readonly manufacturer: string
  readonly model: string
  readonly productKeyId: string
}

/** One of the six real hashes that come with the hash library. */
export interface RealDevice {
  readonly hash: string
  readonly serialNumber: string
  readonly manufacturer: string
  readonly model: string
  readonly productKeyId: string | undefined
}

/** The hashes of six real devices; what identified them was replaced. */
export function realDevices(): RealDevice[] {
  const folder = new URL('../vectors/', import.meta.resolve('@hailport/hardware-hash'))
  return readdirSync(folder)
    .filter(name => name.endsWith('.txt'))
    .map(name => {
      const hash = readFileSync(new URL(name, folder), 'latin1').trim()
      const device = decodeHardwareHash(hash)
      return {
        hash,
        serialNumber: device.SmbiosSystemSerialNumber ?? '',
        manufacturer: device.SmbiosSystemManufacturer ?? '',
        model: device.SmbiosSystemProductName ?? '',
        productKeyId: device.ProductKeyID,
      }
    })
}

export const simulatedCount = 200
export const placeholderRate = 0.1

/** The run of the simulated factory; the last two sound devices left the line with the same product key id. */
export function simulatedRun(): {
  all: SimulatedDevice[]
  sound: SimulatedDevice[]
  twins: [SimulatedDevice, SimulatedDevice]
} {
  const built = [...simulateFactory({ count: simulatedCount, seed: 'hailport demo', placeholderRate })]
  const good = built.filter(device => inspectHardwareHash(hashOf(device)).verdict === 'good')
  const [first, second] = good.splice(-2) as [SimulatedDevice, SimulatedDevice]
  const ProductKeyID = first.fields.ProductKeyID as string
  const twin = { ...second, fields: { ...second.fields, ProductKeyID } }
  return { all: built.map(device => (device === second ? twin : device)), sound: good, twins: [first, twin] }
}

/** What the label of a simulated device says. */
export function labelOf({ fields }: SimulatedDevice): Label {
  return {
    serialNumber: fields.SmbiosSystemSerialNumber,
    manufacturer: fields.SmbiosSystemManufacturer,
    model: fields.SmbiosSystemProductName,
    productKeyId: fields.ProductKeyID ?? '',
  }
}

/** The same device at its first boot, `days` after it was built: the hash is another text. */
export function captureLater(device: SimulatedDevice, days: number): string {
  return hashTextOf(recapture(device, { at: new Date(Date.UTC(2026, 1, 1) + days * 86_400_000) }))
}

/** A real hash as if captured at another time. */
export function realCaptureLater(hash: string): string {
  const { records, totalLength } = decodeHardwareHash(hash)
  const later = records.map(record =>
    record.type === 1 && !('raw' in record) ? { ...record, OsSystemTime: '2026-02-01T09:30:00Z' } : record,
  )
  return hardwareHashToBase64({ records: later as typeof records, totalLength })
}

/** A hash with one character changed on its way. */
export function damaged(hash: string): string {
  return `${hash.slice(0, 500)}${hash[500] === 'A' ? 'B' : 'A'}${hash.slice(501)}`
}
