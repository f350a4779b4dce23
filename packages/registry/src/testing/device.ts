import { createHash } from 'node:crypto'
import { buildHardwareHash, bytesToBase64, type DeviceFields } from '@hailport/hardware-hash'

/** How a synthetic device differs from a plain business notebook with everything in place. */
export interface DeviceOverrides {
  /** false: a device without a TPM, with an offline id of its own. Text: the endorsement key of this name (another board, or another device's). */
  tpm?: boolean | string
  /** `Default string`, as firmware kits have it. */
  placeholderSerial?: boolean
  /** All zero. */
  placeholderUuid?: boolean
  /** One on-board network adapter (the default) or none. */
  network?: boolean
  /** One disk (the default) or none. */
  disk?: boolean
  manufacturer?: string
  model?: string
  serialNumber?: string
  uuid?: string
  /** null: no product key id, which is the default. */
  productKeyId?: string | null
  /** Any other field of the hash, such as `OsSystemTime` for another capture of the same device. */
  fields?: Partial<DeviceFields>
}

/** A device that does not exist. */
export interface TestDevice {
  readonly fields: DeviceFields
  /** The hash, 3000 bytes. */
  readonly bytes: Uint8Array
  /** The hash as rows and device clients carry it. */
  readonly base64: string
  readonly serialNumber: string
  readonly manufacturer: string
  readonly model: string
  readonly tuple: { readonly serialNumber: string; readonly manufacturer: string; readonly model: string }
}

/** 256 bytes that look like an RSA modulus: odd, top bit set. */
function endorsementKey(name: string): Uint8Array {
  const parts = Array.from({ length: 8 }, (_, n) => createHash('sha256').update(`ek ${name} ${n}`).digest())
  const key = Buffer.concat(parts)
  key[0] = (key[0] as number) | 0x80
  key[255] = (key[255] as number) | 1
  return key
}

function uuidOf(n: number): string {
  const digits = createHash('sha256').update(`uuid ${n}`).digest('hex')
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

const macOf = (n: number): string =>
  `00-00-5E-${(n + 0x530000).toString(16).toUpperCase().padStart(6, '0').match(/../g)?.join('-')}`

/** Device number `n`: the same number is the same device, down to the byte; another number shares nothing but maker and model. */
export function device(n: number, overrides: DeviceOverrides = {}): TestDevice {
  const { tpm = true } = overrides
  const serialNumber = overrides.placeholderSerial
    ? 'Default string'
    : (overrides.serialNumber ?? `SN${String(n).padStart(7, '0')}`)
  const manufacturer = overrides.manufacturer ?? 'Contoso'
  const model = overrides.model ?? 'Notebook 14'
  const fields: DeviceFields = {
    SmbiosUuid: overrides.placeholderUuid ? '00000000-0000-0000-0000-000000000000' : (overrides.uuid ?? uuidOf(n)),
    SmbiosSystemSerialNumber: serialNumber,
    SmbiosSystemManufacturer: manufacturer,
    SmbiosSystemProductName: model,
    ...(tpm === false
      ? { OfflineDeviceId: createHash('sha256').update(`offline ${n}`).digest('hex') }
      : { TPMEkPub: endorsementKey(tpm === true ? String(n) : tpm) }),
    ...(overrides.network !== false && { NetworkAdapters: [{ MacAddress: macOf(n) }] }),
    ...(overrides.disk !== false && { Disks: [{ DiskSerialNumber: `DISK${String(n).padStart(7, '0')}|Disk|Maker` }] }),
    ...(overrides.productKeyId != null && { ProductKeyID: overrides.productKeyId }),
    ...overrides.fields,
  }
  const bytes = buildHardwareHash(fields)
  return {
    fields,
    bytes,
    base64: bytesToBase64(bytes),
    serialNumber,
    manufacturer,
    model,
    tuple: { serialNumber, manufacturer, model },
  }
}
