import { buildHardwareHash, type DeviceFields } from '@hailport/hardware-hash'
import { FileTree } from './file-tree.ts'
import type { Finding, MissingField } from './finding.ts'
import { readDisks } from './read-disks.ts'
import { readDisplay } from './read-display.ts'
import { readEndorsementKey } from './read-endorsement-key.ts'
import { readFirmware } from './read-firmware.ts'
import { readNetwork } from './read-network.ts'
import { readProcessor } from './read-processor.ts'

/** What to capture. */
export interface CaptureOptions {
  /** `/` for this machine (default), or another directory with the same layout. */
  readonly root?: string
  /** A TPM's address as for `openTpm`; default: the kernel's TPM below `root`. */
  readonly tpm?: string
  /** The 13 digits of the product key id, from the box label or the factory's report: nothing on Linux knows it. */
  readonly productKeyId?: string
  /** Time of capture; default now. */
  readonly at?: Date
}

/** A captured device. */
export interface Capture {
  /** The values as they stand in the hash. */
  readonly fields: DeviceFields
  /** The hardware hash, 3000 octets. */
  readonly hash: Uint8Array
  /** The same, 4000 characters. */
  readonly base64: string
  /** What the hash lacks, why, and what to do about it. */
  readonly missing: readonly MissingField[]
}

/**
 * What stands for "not known": in place of the values of an ordinary device that a builder would fill in. No Windows
 * version is claimed, for there is none.
 */
const UNKNOWN = {
  SmbiosUuid: '00000000-0000-0000-0000-000000000000',
  SmbiosSystemSerialNumber: 'SMBIOS_STRING_INDEX_0',
  SmbiosSystemManufacturer: 'SMBIOS_STRING_INDEX_0',
  SmbiosSystemProductName: 'SMBIOS_STRING_INDEX_0',
  ToolBuild: '10.0.0.0',
  OsBuild: '10.0.0.0',
  ToolVersion: 8,
  OSType: 'FullOS',
  ProcessorManufacturer: '',
  ProcessorModel: '',
} satisfies Partial<DeviceFields>

const E_FAIL = 0x80004005

/**
 * Takes the hardware hash of a Linux machine: the same values, in the same form, as Windows would report for it, as far
 * as Linux knows them. Touch digitizer and video adapters are not read. Changes nothing on the machine or its TPM.
 *
 * @throws DeviceError `bad_request` when `tpm` is no address; what cannot be read is no error but is in `missing`
 */
export async function captureDevice(options: CaptureOptions = {}): Promise<Capture> {
  const { root = '/', productKeyId } = options
  const tree = new FileTree(root)
  const findings = [
    readFirmware(tree),
    readProcessor(tree),
    readNetwork(tree),
    readDisks(tree),
    readDisplay(tree),
    await readEndorsementKey(tree, root, options.tpm),
    readProductKeyId(tree, productKeyId),
  ]
  const found: Partial<DeviceFields> = Object.assign({}, ...findings.map(finding => finding.fields))
  const fields: DeviceFields = {
    ...UNKNOWN,
    ...clock(options.at ?? new Date()),
    ...found,
    ...(found.SmbiosUuid === undefined && { OfflineDeviceIdStatus: E_FAIL, OfflineDeviceId: '00'.repeat(32) }),
  }
  const hash = buildHardwareHash(fields)
  const base64 = Buffer.from(hash).toString('base64')
  return { fields, hash, base64, missing: findings.flatMap(finding => finding.missing) }
}

function clock(at: Date): Pick<DeviceFields, 'OsSystemTime' | 'OsUtcOffsetMinutes'> {
  return {
    OsSystemTime: `${at.toISOString().slice(0, 19)}Z`,
    OsUtcOffsetMinutes: Math.round(-at.getTimezoneOffset() / 15) * 15 + 0, // not -0
  }
}

/** Whether the firmware holds a product key is told by the name of its table; the table itself is never opened. */
function readProductKeyId(tree: FileTree, given: string | undefined): Finding {
  if (given !== undefined) return { fields: { ProductKeyID: given }, missing: [] }
  const hasKey = tree.has('sys/firmware/acpi/tables/MSDM')
  const missing = {
    field: 'ProductKeyID',
    why: hasKey
      ? 'the firmware holds a Windows product key, but its id cannot be derived from the key'
      : 'the firmware holds no Windows product key',
    remedy: hasKey
      ? "Give the id from the box label or from the factory's OA 3.0 report."
      : 'Nothing: such a device is registered without it.',
  }
  return { fields: {}, missing: [missing] }
}
