import { endorsementModulus, spareMacAddress } from './identifiers.ts'
import type { DiskModel } from './model.ts'
import { Random } from './random.ts'
import { disk, type SimulatedDevice } from './simulate-device.ts'

/** A capture of the same device at another time: the hash differs, the device does not. */
export function recapture(device: SimulatedDevice, { at, osBuild }: { at: Date; osBuild?: string }): SimulatedDevice {
  const fields = {
    ...device.fields,
    OsSystemTime: at.toISOString(),
    ...(osBuild !== undefined && { OsBuild: osBuild }),
  }
  return { ...device, fields }
}

/**
 * A repair that replaces the board: another endorsement key, and other addresses on the adapters soldered to it
 * (Ethernet). The repair shop wrote serial number, UUID and model back into the firmware, as the guidance asks.
 */
export function withNewBoard(device: SimulatedDevice): SimulatedDevice {
  return repaired(device, random => ({
    ...(device.fields.TPMEkPub !== undefined && { TPMEkPub: endorsementModulus(random) }),
    NetworkAdapters: (device.fields.NetworkAdapters ?? []).map(adapter =>
      adapter.PhysicalMedium === '802_3' ? { ...adapter, MacAddress: spareMacAddress(random) } : adapter,
    ),
  }))
}

/** The system disk is replaced by a larger one. */
export function withNewDisk(device: SimulatedDevice): SimulatedDevice {
  const larger: DiskModel = { gigabytes: 2000, bus: 'NVMe', product: 'Woodgrove WG-2T00 NVMe', vendor: '' }
  return repaired(device, random => ({ Disks: [disk(larger, random), ...(device.fields.Disks ?? []).slice(1)] }))
}

/** The network adapter at a position, the first by default, is replaced by one of its kind. */
export function withNewNic(device: SimulatedDevice, position = 0): SimulatedDevice {
  return repaired(device, random => ({
    NetworkAdapters: (device.fields.NetworkAdapters ?? []).map((adapter, at) =>
      at === position ? { ...adapter, MacAddress: spareMacAddress(random) } : adapter,
    ),
  }))
}

function repaired(
  device: SimulatedDevice,
  change: (random: Random) => Partial<SimulatedDevice['fields']>,
): SimulatedDevice {
  const repairs = device.repairs + 1
  const fields = { ...device.fields, ...change(new Random(device.seed, device.index, repairs)) }
  return { ...device, repairs, fields }
}
