import { isIP } from 'node:net'
import { type ProviderAddresses, providerAddresses } from '../outgoing/addresses.ts'

/** A network that webhooks may lead to although it is not public. */
export interface Network {
  readonly address: string
  readonly prefix: number
  readonly family: 'ipv4' | 'ipv6'
}

/** Where webhooks may lead: as for identity providers, and to networks of the operator's choice. It can be copied to another thread. */
export interface WebhookAddresses {
  readonly where: ProviderAddresses
  readonly networks: readonly Network[]
}

function readNetwork(text: string): Network | undefined {
  const [address = '', bits = ''] = text.split('/')
  const version = isIP(address)
  const prefix = /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
  if (version === 0 || !(prefix <= (version === 4 ? 32 : 128))) return undefined
  return { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' }
}

/** As the setting was written. */
export const webhookAddressesText = ({ where, networks }: WebhookAddresses): string =>
  networks.length === 0 ? where : networks.map(({ address, prefix }) => `${address}/${prefix}`).join(', ')

/**
 * Reads `public`, `private` or `any`, or networks apart by commas, such as 10.1.0.0/16, that are allowed beside public addresses.
 * @returns undefined when it is none of these.
 */
export function readWebhookAddresses(text: string): WebhookAddresses | undefined {
  const where = providerAddresses.find(each => each === text)
  if (where !== undefined) return { where, networks: [] }
  const networks = text.split(',').map(part => readNetwork(part.trim()))
  const known = networks.filter(network => network !== undefined)
  return known.length === networks.length ? { where: 'public', networks: known } : undefined
}
