import type { EngineFigures } from './bench-engine.ts'
import type { Look, LookKind } from './measures/lists.ts'
import { type Result, short } from './result.ts'

const titles: Record<LookKind, string> = {
  filters: 'filters of the list of devices',
  sorts: 'sorts of it, both ways',
  pages: 'pages of it, deep ones too',
  counts: 'counts for its chips, and by model and profile',
  charts: 'counts of 90 days',
}
const mostMs = 500
const named = 6

/** The slowest of each kind, and which they were. */
export function listRows({ lists }: EngineFigures): Result[] {
  if (!lists) return []
  const slowestFirst = (looks: readonly Look[]) => looks.toSorted((a, b) => b.ms - a.ms)
  return (Object.entries(lists.looks) as [LookKind, readonly Look[]][]).map(([kind, looks]) => {
    const slowest = slowestFirst(looks)
    return {
      measure: `slowest of ${looks.length} ${titles[kind]}, ${short(lists.devices)} devices`,
      value: slowest[0]?.ms ?? 0,
      unit: 'ms',
      target: { op: '≤', value: mostMs, unit: 'ms' },
      detail: slowest
        .slice(0, named)
        .map(({ name, ms }) => `${name} ${ms.toFixed(0)} ms`)
        .join(', '),
    }
  })
}
