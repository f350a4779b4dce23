import type { Membership } from '../groups/index.ts'
import type { PolicyOfDevice } from '../policies/index.ts'
import type { GivenProfile } from '../profiles/index.ts'
import type { Vault } from '../vault.ts'
import type { DeviceRecord } from './device.ts'

/** A released device: everything that it takes to have it back. */
export interface SealedDevice {
  readonly row: DeviceRecord
  readonly hash: Uint8Array | undefined
  readonly groups: readonly Membership[]
  readonly given: readonly GivenProfile[]
  /** Of its partner; absent in what was sealed before there were any. */
  readonly policies?: readonly PolicyOfDevice[]
}

const place = (tenantId: string, id: string): string => `released/${tenantId}/${id}`

/** Seals a device for its tenant: the row and what it was given as JSON, then the hash. */
export function sealDevice(vault: Vault, { row, hash, groups, given, policies }: SealedDevice): Uint8Array {
  const account = row.account_password && Buffer.from(row.account_password).toString('base64')
  const head = Buffer.from(JSON.stringify({ row: { ...row, account_password: account }, groups, given, policies }))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(head.length)
  return vault.seal(Buffer.concat([size, head, hash ?? Buffer.alloc(0)]), place(row.tenant_id, row.id))
}

/** Inverse of `sealDevice`. */
export function openDevice(vault: Vault, tenantId: string, id: string, sealed: Uint8Array): SealedDevice {
  const plain = vault.open(sealed, place(tenantId, id))
  const bytes = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength)
  const end = 4 + bytes.readUInt32LE(0)
  const { row, groups, given, policies } = JSON.parse(bytes.toString('utf8', 4, end))
  const account = row.account_password === null ? null : Buffer.from(row.account_password, 'base64')
  const hash = end < bytes.length ? bytes.subarray(end) : undefined
  return { row: { ...row, account_password: account }, hash, groups, given, policies }
}
