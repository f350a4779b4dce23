import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { OrderItem } from './transaction.ts'

/** How long the token of a dry run is good, ms. */
const confirmationMs = 3_600_000

/** What a token binds: for whom, what was asked, what was shown, and until when. */
interface Bound {
  readonly asked: string
  readonly shown: string
  readonly expiresAt: number
}

export interface Confirmation {
  readonly token: string
  readonly expiresAt: number
}

/** What a dry run has shown: every device, what would become of it, and the state of the order. */
export interface Shown {
  readonly items: readonly OrderItem[]
  /** Changes with every transaction on the order; absent where there is none. */
  readonly version?: number | undefined
}

/** Whose requests a token is for. */
export interface Confirming {
  readonly tenantId: string
  readonly partnerId: string
}

const place = ({ tenantId, partnerId }: Confirming): string => `order-confirmation/${tenantId}/${partnerId}`

function digestOf({ items, version }: Shown): string {
  const parts = items.map(one => [one.action, one.status, one.deviceId, one.member, one.code, one.delivery])
  return createHash('sha256')
    .update(JSON.stringify([version ?? null, parts]))
    .digest('base64url')
}

const asText = (digest: Uint8Array): string => Buffer.from(digest).toString('base64url')

/** A token that proves that this very dry run was seen. Sealed, so that nobody makes one, and kept nowhere. */
export function confirm(registry: Registry, whose: Confirming, asked: Uint8Array, shown: Shown): Confirmation {
  const expiresAt = registry.now() + confirmationMs
  const bound: Bound = { asked: asText(asked), shown: digestOf(shown), expiresAt }
  const sealed = registry.vault.seal(Buffer.from(JSON.stringify(bound)), place(whose))
  return { token: asText(sealed), expiresAt }
}

function openToken(registry: Registry, whose: Confirming, token: string): Bound {
  try {
    return JSON.parse(Buffer.from(registry.vault.open(Buffer.from(token, 'base64url'), place(whose))).toString())
  } catch {
    // Cut, invented, or of another partner or customer: none of these is told from the others.
    throw new RegistryError('confirmation_wrong', 'This is no token of a dry run of yours for this customer.', {
      field: 'confirmationToken',
    })
  }
}

/** @throws confirmation_wrong, confirmation_expired, confirmation_outdated. */
export function requireConfirmed(
  registry: Registry,
  whose: Confirming,
  token: string,
  asked: Uint8Array,
  shown: Shown,
): void {
  const bound = openToken(registry, whose, token)
  const field = { field: 'confirmationToken' }
  if (bound.asked !== asText(asked))
    throw new RegistryError('confirmation_wrong', 'The token is of a dry run of another request.', field)
  if (bound.expiresAt <= registry.now()) throw new RegistryError('confirmation_expired', undefined, field)
  if (bound.shown !== digestOf(shown)) throw new RegistryError('confirmation_outdated', undefined, field)
}
