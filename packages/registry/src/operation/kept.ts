import type { Registry } from '../context.ts'

interface Kept {
  readonly value: Promise<unknown>
  readonly until: number
}

const kept = new WeakMap<Registry, Map<string, Kept>>()

/** What `measure` gives, measured once in `ms` however many ask. A measurement that fails is not kept. */
export function keepFor<T>(registry: Registry, name: string, ms: number, measure: () => Promise<T>): Promise<T> {
  const mine = kept.get(registry) ?? new Map<string, Kept>()
  kept.set(registry, mine)
  const now = registry.now()
  const known = mine.get(name)
  if (known && known.until > now) return known.value as Promise<T>
  for (const [other, { until }] of mine) if (until <= now) mine.delete(other)
  const value = measure()
  mine.set(name, { value, until: now + ms })
  value.catch(() => mine.delete(name))
  return value
}
