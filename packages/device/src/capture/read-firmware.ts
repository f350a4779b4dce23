import type { DeviceFields } from '@hailport/hardware-hash'
import type { FileTree } from './file-tree.ts'
import { type Finding, known, type MissingField } from './finding.ts'
import { numberAt, readSmbiosTable, type SmbiosStructure, textAt, uuidAt } from './smbios-table.ts'

const TABLE = 'sys/firmware/dmi/tables/DMI'
const DMI = 'sys/class/dmi/id'

/** The text values: property, SMBIOS type and offset (DMTF DSP0134), and the kernel's file that has the same. */
const TEXTS = [
  ['SmbiosFirmwareVendor', 0, 0x04, 'bios_vendor'],
  ['SmbiosSystemManufacturer', 1, 0x04, 'sys_vendor'],
  ['SmbiosSystemProductName', 1, 0x05, 'product_name'],
  ['SmbiosSystemVersion', 1, 0x06, 'product_version'],
  ['SmbiosSystemSerialNumber', 1, 0x07, 'product_serial'],
  ['SmbiosSkuNumber', 1, 0x19, 'product_sku'],
  ['SmbiosSystemFamily', 1, 0x1a, 'product_family'],
  ['SmbiosBoardManufacturer', 2, 0x04, 'board_vendor'],
  ['SmbiosBoardProduct', 2, 0x05, 'board_name'],
  ['SmbiosBoardVersion', 2, 0x06, 'board_version'],
] as const
const BOARD = 2

/**
 * What the firmware says about the device, from the raw SMBIOS table where it may be read, else from the kernel's
 * excerpt of it, in which serial number and UUID need root as well.
 */
export function readFirmware(tree: FileTree): Finding {
  const raw = tree.bytes(TABLE)
  const table = raw === undefined ? undefined : readSmbiosTable(raw)
  const found = (type: number) => table?.find(structure => structure.type === type)
  const missing: MissingField[] = []
  const fields: Partial<DeviceFields> = {}
  for (const [field, type, offset, file] of TEXTS) {
    const structure = found(type)
    const text = structure ? textAt(structure, offset) : tree.text(`${DMI}/${file}`)
    if (text !== undefined) fields[field] = text
    else if (type !== BOARD) missing.push(absent(tree, field, file))
  }
  const system = found(1)
  const uuid = system ? uuidAt(system, 0x08) : tree.text(`${DMI}/product_uuid`)?.toLowerCase()
  if (uuid === undefined) missing.push(absent(tree, 'SmbiosUuid', 'product_uuid'))
  const enclosure = found(3)
  // The top bit says whether the case can be locked.
  const chassis = ((enclosure && numberAt(enclosure, 0x05, 1)) ?? tree.number(`${DMI}/chassis_type`) ?? 2) & 0x7f
  return {
    fields: {
      ...fields,
      ...known<Pick<DeviceFields, 'SmbiosUuid'>>({ SmbiosUuid: uuid }),
      ChassisType: `0x${chassis.toString(16).toUpperCase().padStart(2, '0')}`,
      PowerPlatformRole: powerRole(tree, chassis),
      OpticalDiskDriveType: tree.list('sys/block').some(name => name.startsWith('sr')) ? 1 : 0,
      ...memory(tree, table),
    },
    missing,
  }
}

function absent(tree: FileTree, field: string, file: string): MissingField {
  if (tree.wasDenied(`${DMI}/${file}`) || (tree.wasDenied(TABLE) && !tree.has(`${DMI}/${file}`))) {
    return { field, why: `${DMI}/${file} may be read by root alone`, remedy: 'Run the capture as root.' }
  }
  const noSmbios = !tree.has(DMI) && !tree.has(TABLE)
  return {
    field,
    why: noSmbios ? 'this machine has no SMBIOS table' : 'the firmware does not say',
    remedy: noSmbios
      ? 'Register the device by product key id, or by manufacturer, model and serial number.'
      : "Have the value written into the firmware with the board maker's tool.",
  }
}

/** The firmware's preferred profile has the numbers of Windows' POWER_PLATFORM_ROLE (ACPI 6.5, 5.2.9; 8 is a tablet). */
function powerRole(tree: FileTree, chassis: number): number {
  const profile = tree.number('sys/firmware/acpi/pm_profile') ?? 0
  if (profile >= 1 && profile <= 8) return profile
  const portable = [0x08, 0x09, 0x0a, 0x0e, 0x1e, 0x1f, 0x20]
  return portable.includes(chassis) ? 2 : 1
}

/** Sizes in GiB. Without the table only what Linux may use is known: less than what is fitted, so rounded up. */
function memory(tree: FileTree, table: readonly SmbiosStructure[] | undefined): Partial<DeviceFields> {
  const kib = Number(/^MemTotal:\s+(\d+) kB/m.exec(tree.text('proc/meminfo') ?? '')?.[1] ?? 0)
  const arrays = (table ?? []).filter(structure => structure.type === 16)
  const modules = (table ?? []).filter(structure => structure.type === 17)
  const mib = modules.reduce((sum, module) => sum + moduleMib(module), 0)
  const sum = (of: (array: SmbiosStructure) => number) => arrays.reduce((total, array) => total + of(array), 0)
  return {
    TotalPhysicalRAM: mib > 0 ? Math.floor(mib / 1024) : Math.ceil(kib / 1024 ** 2),
    SmbiosRamMaximumCapacity: Math.floor(sum(arrayKib) / 1024 ** 2),
    SmbiosRamSlots: sum(array => numberAt(array, 0x0d, 2) ?? 0),
    SmbiosRamArrayCount: arrays.length,
    SmbiosRamErrorCorrection: (arrays[0] && numberAt(arrays[0], 0x06, 1)) ?? 2,
  }
}

function moduleMib(module: SmbiosStructure): number {
  const size = numberAt(module, 0x0c, 2) ?? 0
  if (size === 0xffff) return 0
  if (size === 0x7fff) return (numberAt(module, 0x1c, 4) ?? 0) & 0x7fffffff
  return size & 0x8000 ? (size & 0x7fff) / 1024 : size
}

function arrayKib(array: SmbiosStructure): number {
  const size = numberAt(array, 0x07, 4) ?? 0
  return size === 0x80000000 ? (numberAt(array, 0x0f, 8) ?? 0) / 1024 : size
}
