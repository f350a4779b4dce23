import type { DeviceFields } from '@hailport/hardware-hash'
import { diskSerial, endorsementModulus, macAddress, productKeyId, serialNumber, uuid } from './identifiers.ts'
import { type DeviceKind, type DiskModel, MODELS, type Model } from './model.ts'
import { placeholders } from './placeholders.ts'
import { Random } from './random.ts'

/** A device that does not exist. Plain data: it may be stored, compared and changed. */
export interface SimulatedDevice {
  readonly seed: string
  readonly index: number
  readonly kind: DeviceKind
  /** How many parts were replaced since it was built. */
  readonly repairs: number
  /** Everything its hardware hash says. */
  readonly fields: DeviceFields
}

/** What the devices of a factory are like; rates are shares from 0 to 1. */
export interface DeviceTraits {
  /** Names the factory: another seed, other devices. */
  readonly seed: string | number
  /** Build for this maker only: one of `SIMULATED_MAKERS`. Default: all of them. */
  readonly maker?: string
  /** Share with placeholders in place of serial number, UUID, manufacturer or model; default 0. */
  readonly placeholderRate?: number
  /** Share of devices without a TPM; default 0.02. */
  readonly noTpmRate?: number
  /** Share of virtual machines; default 0.05. Makers that have no virtual machine build none. */
  readonly vmRate?: number
  /** When device 0 is captured; each later one 20 seconds after the one before. Default 2026-01-05T08:00:00Z. */
  readonly at?: Date
}

/** The fictional makers. */
export const SIMULATED_MAKERS: readonly string[] = [
  ...new Set(MODELS.map(model => model.fixed.SmbiosSystemManufacturer)),
]

const FIRST_CAPTURE = new Date('2026-01-05T08:00:00Z')
const TAKT_SECONDS = 20
/** After these many devices the clock starts again, so that it never leaves the format's range. */
const CLOCK_DEVICES = 10_000_000

/** The device of one index: the same traits and index always give the same device. */
export function simulateDevice(traits: DeviceTraits, index: number): SimulatedDevice {
  const seed = String(traits.seed)
  const random = new Random(seed, index)
  const model = pickModel(traits, random)
  const serial = serialNumber(seed, index)
  const fields: DeviceFields = {
    ...model.fixed,
    ...random.pick(model.processors),
    ...captureTime(traits.at ?? FIRST_CAPTURE, index % CLOCK_DEVICES),
    TotalPhysicalRAM: random.pick(model.memory),
    SmbiosSkuNumber: `${model.fixed.SmbiosBoardProduct}#${100 + random.below(900)}`,
    SmbiosSystemSerialNumber: serial,
    SmbiosUuid: uuid(random),
    Disks: [disk(random.pick(model.disks), random)],
    NetworkAdapters: random
      .pick(model.adapters)
      .map((adapter, position) => ({ ...adapter, MacAddress: macAddress(seed, index, position) })),
    ...(model.kind !== 'vm' && { ProductKeyID: productKeyId(seed, index), ProductKeyPkPn: '[TH]res-v3556' }),
    ...(random.chance(traits.noTpmRate ?? 0.02)
      ? { OfflineDeviceId: random.hex(64).toLowerCase() }
      : tpm(model.kind, random)),
    ...(random.chance(traits.placeholderRate ?? 0) && placeholders(random)),
  }
  return { seed, index, kind: model.kind, repairs: 0, fields }
}

/** A new disk of a model. */
export function disk(model: DiskModel, random: Random) {
  return {
    DiskCapacity: model.gigabytes,
    StorageBusType: model.bus,
    IncursSeekPenalty: model.bus === 'SATA' ? 1 : 0,
    TrimEnabled: model.bus === 'SATA' ? 0 : 1,
    DiskSerialNumber: `${diskSerial(model.bus, random)}|${model.product}|${model.vendor}`,
  }
}

function pickModel({ maker, vmRate = 0.05 }: DeviceTraits, random: Random): Model {
  const virtual = random.chance(vmRate)
  const built = MODELS.filter(model => maker === undefined || model.fixed.SmbiosSystemManufacturer === maker)
  const wanted = built.filter(model => (model.kind === 'vm') === virtual)
  const [first, ...rest] = wanted.length > 0 ? wanted : built
  if (first === undefined) {
    throw new RangeError(`No simulated maker is called "${maker}"; there are ${SIMULATED_MAKERS.join(', ')}.`)
  }
  return random.pick([first, ...rest])
}

function captureTime(first: Date, position: number): Pick<DeviceFields, 'OsSystemTime'> {
  return { OsSystemTime: new Date(first.getTime() + position * TAKT_SECONDS * 1000).toISOString() }
}

const TPM_VERSIONS: readonly [string, ...string[]] = [
  "TPM-Version:2.0 -Level:0-Revision:1.59-VendorID:'NTC '-Firmware:458754.262144",
  "TPM-Version:2.0 -Level:0-Revision:1.38-VendorID:'IFX '-Firmware:458837.1114626",
  "TPM-Version:2.0 -Level:0-Revision:1.59-VendorID:'INTC'-Firmware:39321605.14155776",
]
const VIRTUAL_TPM = "TPM-Version:2.0 -Level:0-Revision:1.64-VendorID:'IBM '-Firmware:538513443.1455670"

function tpm(kind: DeviceKind, random: Random): Pick<DeviceFields, 'TPMVersion' | 'TPMEkPub'> {
  const TPMVersion = kind === 'vm' ? VIRTUAL_TPM : random.pick(TPM_VERSIONS)
  return { TPMVersion, TPMEkPub: endorsementModulus(random) }
}
