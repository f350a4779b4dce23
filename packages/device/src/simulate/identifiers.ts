import { hash32, type Random } from './random.ts'

/**
 * Why 00-00-5E: an address must be universally administered, for a locally administered one counts as a placeholder;
 * and no real adapter may have it. That prefix is IANA's own (RFC 9542), assigned to protocols and documentation and
 * never to a maker of hardware. Its documentation range 00-00-5E-00-53-xx has 256 addresses only, so the simulator uses
 * 00-00-5E-10-00-00 to -8F-FF-FF for new devices and -A0-00-00 to -FF-FF-FF for replaced parts: neither holds any of
 * IANA's assigned ranges (-00-… and -90-…). Up to 2 796 202 devices of a seed never share an address; two seeds may.
 */
const FIRST_NEW = 0x100000
const NEW = 0x800000
const FIRST_SPARE = 0xa00000
const SPARE = 0x600000

/** Adapters a device has at most. */
const MOST_ADAPTERS = 3
const DEVICES_WITH_OWN_ADDRESSES = Math.floor(NEW / MOST_ADAPTERS)

/** The address of adapter `position` (0 to 2) of a new device: consecutive, as from a factory. */
export function macAddress(seed: string, index: number, position: number): string {
  const device = (index + hash32(seed)) % DEVICES_WITH_OWN_ADDRESSES
  return macText(FIRST_NEW + device * MOST_ADAPTERS + position)
}

/** The address of an adapter that was put in later. */
export function spareMacAddress(random: Random): string {
  return macText(FIRST_SPARE + random.below(SPARE))
}

function macText(low: number): string {
  const digits = low.toString(16).toUpperCase().padStart(6, '0')
  return `00-00-5E-${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4)}`
}

/** `SIM`, four characters for the seed, the index: nobody takes it for real. Unique per seed and index. */
export function serialNumber(seed: string, index: number): string {
  const factory = (hash32(seed) % 36 ** 4).toString(36).padStart(4, '0')
  return `SIM${factory}${index.toString(36).padStart(6, '0')}`.toUpperCase()
}

/** 13 digits: 9, three for the seed, and the index in scrambled order; unique per seed below a thousand million devices. */
export function productKeyId(seed: string, index: number): string {
  const factory = (hash32(seed) % 1000).toString().padStart(3, '0')
  const scrambled = ((index % 1e9) * 7_654_321) % 1e9
  return `9${factory}${scrambled.toString().padStart(9, '0')}`
}

/** A random UUID (version 4), in lower case. */
export function uuid(random: Random): string {
  const digits = random.hex(32).toLowerCase()
  const variant = '89ab'[random.below(4)]
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
}

/** 256 octets that look like an RSA-2048 modulus: top bit set, odd. Nobody has the key to it. */
export function endorsementModulus(random: Random): Uint8Array {
  const modulus = random.bytes(256)
  modulus[0] = (modulus[0] ?? 0) | 0x80
  modulus[255] = (modulus[255] ?? 0) | 1
  return modulus
}

/** As Windows writes it: an NVMe disk's EUI-64 in groups of four, others plainly, virtual disks none. */
export function diskSerial(bus: string, random: Random): string {
  if (bus === 'Virtual') return ''
  const digits = random.hex(16)
  if (bus !== 'NVMe') return `SIM-${digits.slice(0, 12)}`
  return `${digits.slice(0, 4)}_${digits.slice(4, 8)}_${digits.slice(8, 12)}_${digits.slice(12)}.`
}
