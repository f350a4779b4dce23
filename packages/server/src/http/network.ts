const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'))

/**
 * Whom an address counts as: an IPv4 address (also one that is written as IPv6) is itself, an IPv6 address its /64, because who has one
 * address of that has all of them.
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^(?:0{0,4}:){2,5}ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = (address.split('%')[0] as string).split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length - (tail.includes('.') ? 1 : 0)
  const groups = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after].slice(0, 4)
  return `${groups.map(group => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
