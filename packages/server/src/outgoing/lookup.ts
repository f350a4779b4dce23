import { lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** An address that nobody may be connected with by what somebody typed in. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused'
}

/** Resolves names for connections to addresses that are allowed: what was checked is what is connected to. */
export const lookupAllowed =
  (isAllowed: (address: string) => boolean): LookupFunction =>
  (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0)
      const strange = found.find(({ address }) => !isAllowed(address))
      const [first] = found
      if (strange || !first) return callback(new AddressRefused(`${hostname} is not at a public address.`), '', 0)
      return options.all ? callback(null, found) : callback(null, first.address, first.family)
    })
  }
