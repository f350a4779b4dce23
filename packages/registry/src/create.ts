import { defaultLimits, type Limits, type Registry } from './context.ts'
import type { Store } from './store/index.ts'
import type { Helper } from './threads/index.ts'
import type { Vault } from './vault.ts'

/**
 * Puts a registry together. `wake` reaches the workers that are listening: `onWake` adds one and returns how to remove it.
 */
export function createRegistry(parts: {
  store: Store
  vault: Vault
  limits?: Partial<Limits>
  now?: () => number
  helper?: Helper
}): Registry & {
  onWake(listener: () => void): () => void
} {
  const listeners = new Set<() => void>()
  return {
    store: parts.store,
    vault: parts.vault,
    limits: { ...defaultLimits, ...parts.limits },
    now: parts.now ?? Date.now,
    ...(parts.helper && { helper: parts.helper }),
    wake() {
      for (const listener of listeners) listener()
    },
    onWake(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
