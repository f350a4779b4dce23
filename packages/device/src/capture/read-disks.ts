import type { Disk } from '@hailport/hardware-hash'
import type { FileTree } from './file-tree.ts'
import type { Finding, MissingField } from './finding.ts'

const SECTOR = 512

/**
 * The fixed disks. Removable and USB disks are passed over: the medium this runs from is often one. Loop, RAM and
 * mapped disks hang on no device.
 */
export function readDisks(tree: FileTree): Finding {
  const disks: Disk[] = []
  const missing: MissingField[] = []
  for (const name of tree.list('sys/block')) {
    const at = `sys/block/${name}`
    if (/^(sr|fd|zram)/.test(name) || !tree.has(`${at}/device`) || tree.number(`${at}/removable`) === 1) continue
    const bus = busOf(tree, at, name)
    if (bus === 'USB' || !((tree.number(`${at}/size`) ?? 0) > 0)) continue
    const serial = serialOf(tree, at)
    if (serial === undefined) missing.push(noSerial(name))
    disks.push({
      DiskCapacity: Math.floor(((tree.number(`${at}/size`) ?? 0) * SECTOR) / 1e9),
      StorageBusType: bus,
      IncursSeekPenalty: tree.number(`${at}/queue/rotational`) ?? 255,
      TrimEnabled: (tree.number(`${at}/queue/discard_max_bytes`) ?? 0) > 0 ? 1 : 0,
      DiskSerialNumber: `${serial ?? ''}|${modelOf(tree, at)}|${vendorOf(tree, at)}`,
    })
  }
  if (disks.length === 0) {
    const why = 'no fixed disk was found'
    missing.push({ field: 'DiskSerialNumber', why, remedy: "Fit a disk, or load its controller's kernel module." })
  }
  return { fields: { Disks: disks }, missing }
}

function busOf(tree: FileTree, at: string, name: string): string {
  const subsystems = tree.subsystems(`${at}/device`)
  const path = tree.real(`${at}/device`) ?? ''
  if (subsystems.includes('usb')) return 'USB'
  if (name.startsWith('nvme')) return 'NVMe'
  if (name.startsWith('mmcblk')) return tree.text(`${at}/device/type`) === 'MMC' ? 'MMC' : 'SD'
  if (/\/ata\d+\//.test(path)) return 'SATA'
  if (path.includes('/end_device-') || subsystems.includes('vmbus')) return 'SAS'
  return path.includes('ufs') ? 'UFS' : 'SCSI'
}

/** As Windows writes it where that is known: an NVMe disk goes by its EUI-64 or NGUID, `0000_0000_0100_0000_E4D2_….` */
function serialOf(tree: FileTree, at: string): string | undefined {
  const eui = /^eui\.((?:[0-9a-f]{16}){1,2})$/i.exec(tree.text(`${at}/wwid`) ?? '')?.[1]
  if (eui !== undefined) return `${eui.toUpperCase().match(/.{4}/g)?.join('_')}.`
  return (
    tree.text(`${at}/device/serial`) ??
    tree.text(`${at}/serial`) ??
    unitSerial(tree, at) ??
    udev(tree, at, 'ID_SERIAL_SHORT')
  )
}

/** SCSI vital product data page 80h: four octets of head, then the serial number (SPC-5, 7.7.19). */
function unitSerial(tree: FileTree, at: string): string | undefined {
  const page = tree.bytes(`${at}/device/vpd_pg80`)
  if (page === undefined || page[1] !== 0x80) return undefined
  return Buffer.from(page.subarray(4)).toString('latin1').replaceAll('\0', '').trim() || undefined
}

/** udev knows the whole model of a SATA disk; the kernel's own file stops after 16 characters. */
function modelOf(tree: FileTree, at: string): string {
  const whole = udev(tree, at, 'ID_MODEL_ENC')?.replace(/\\x([0-9a-f]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return (whole ?? tree.text(`${at}/device/model`) ?? tree.text(`${at}/device/name`) ?? '').trim()
}

/** Linux writes ATA where Windows writes nothing; virtual disks have a PCI number there. */
function vendorOf(tree: FileTree, at: string): string {
  const vendor = tree.text(`${at}/device/vendor`) ?? ''
  return vendor === 'ATA' || vendor.startsWith('0x') ? '' : vendor
}

function udev(tree: FileTree, at: string, key: string): string | undefined {
  const number = tree.text(`${at}/dev`)
  const entries = number === undefined ? undefined : tree.text(`run/udev/data/b${number}`)
  return new RegExp(`^E:${key}=(.+)$`, 'm').exec(entries ?? '')?.[1]
}

function noSerial(name: string): MissingField {
  return {
    field: 'DiskSerialNumber',
    why: `disk ${name} gives no serial number`,
    remedy: 'Run the capture as root; a virtual disk has one only when its host sets it.',
  }
}
