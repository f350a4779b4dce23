import type { DeviceFields } from '@hailport/hardware-hash'
import type { Random } from './random.ts'

const ZERO = '00000000-0000-0000-0000-000000000000'
const ALL_ONES = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
const KIT_DEFAULT = '03000200-0400-0500-0006-000700080009'

/** What firmware says that nobody filled in, as seen on real machines; several may go together. */
const SLIPS: readonly [Partial<DeviceFields>, ...Partial<DeviceFields>[]] = [
  { SmbiosSystemSerialNumber: 'Default string' },
  { SmbiosSystemSerialNumber: 'To be filled by O.E.M.' },
  { SmbiosSystemSerialNumber: 'System Serial Number', SmbiosUuid: KIT_DEFAULT },
  { SmbiosSystemSerialNumber: '0' },
  { SmbiosUuid: ZERO },
  { SmbiosUuid: ALL_ONES },
  { SmbiosSystemSerialNumber: 'Default string', SmbiosUuid: KIT_DEFAULT, SmbiosSkuNumber: 'Default string' },
  { SmbiosSystemManufacturer: 'System manufacturer', SmbiosSystemProductName: 'System Product Name' },
]

/** The fields of one such slip. */
export function placeholders(random: Random): Partial<DeviceFields> {
  return random.pick(SLIPS)
}
