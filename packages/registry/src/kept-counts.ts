import type { Registry } from './context.ts'

/** What was found among more things than this is told again for a while: counting a million takes a tenth of a second of everybody's. */
const large = 50_000
const keptMs = 30_000
const mostKept = 1_000

const keptOf = new WeakMap<Registry, Map<string, { readonly found: unknown; readonly until: number }>>()

/**
 * Counts, unless the same was counted within half a minute and there were many. What is small is counted each time, so that everybody sees
 * at once what has changed.
 * @param count what it found, and how many things it looked at.
 */
export async function keptCount<T>(
  registry: Registry,
  key: readonly string[],
  count: () => Promise<{ readonly found: T; readonly looked: number }>,
): Promise<T> {
  const kept = keptOf.get(registry) ?? new Map()
  keptOf.set(registry, kept)
  const name = JSON.stringify(key)
  const known = kept.get(name)
  if (known && known.until > registry.now()) return known.found as T
  const { found, looked } = await count()
  kept.delete(name)
  if (looked < large) return found
  kept.set(name, { found, until: registry.now() + keptMs })
  const [oldest] = kept.keys()
  if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
  return found
}
