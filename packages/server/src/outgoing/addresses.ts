import { BlockList, isIP } from 'node:net'

/**
 * Where external identity providers may be: `public` is https at public addresses only; `private` also https at private ones; `any` also
 * plain http, for trying things out.
 */
export const providerAddresses = ['public', 'private', 'any'] as const
export type ProviderAddresses = (typeof providerAddresses)[number]

/** Networks that are not the public internet (RFC 6890 and its successors). */
const reserved = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  reserved.addSubnet(network, bits, 'ipv4')
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')
/** Parts of it that lead to IPv4 addresses or nowhere: documentation, Teredo, 6to4. */
for (const [network, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  reserved.addSubnet(network, bits, 'ipv6')

/** Whether an address belongs to the public internet. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !reserved.check(address, 'ipv4')
  return version === 6 && globalUnicast.check(address, 'ipv6') && !reserved.check(address, 'ipv6')
}
