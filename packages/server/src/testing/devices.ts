import { buildHardwareHash, bytesToBase64 } from '@hailport/hardware-hash'

const hex = (n: number, digits: number) => n.toString(16).padStart(digits, '0')

/** The hardware hash of test device number `n`; another `key` is the same device with another TPM. */
export function testHash(n: number, key = 1): string {
  return bytesToBase64(
    buildHardwareHash({
      SmbiosUuid: `4c4c4544-0000-4a10-8000-${hex(n, 12)}`,
      SmbiosSystemSerialNumber: testSerial(n),
      SmbiosSystemManufacturer: 'Fabrikam',
      SmbiosSystemProductName: 'Laptop 7',
      TPMEkPub: `${hex(key, 8)}${hex(n, 8)}`.repeat(32),
    }),
  )
}

export const testSerial = (n: number): string => `F7-SERIAL-${hex(n, 6)}`
