import type { EngineFigures } from './bench-engine.ts'
import type { Looked } from './measures/browser.ts'
import type { Lists, Look, LookKind } from './measures/lists.ts'
import { type Result, short, whole } from './result.ts'

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
  return [...lookRows(lists), ...(lists.browser ? browserRows(lists.browser, short(lists.devices)) : [])]
}

const mostMsToRows = 1_000
const framesASecond = 50
/** The heap after 50,000 rows against that after 20,000. */
const mostGrowth = 1.1

const each = (times: readonly number[]) => times.map(time => `${time.toFixed(0)} ms`).join(', ')

/** What somebody sees in Chromium. */
function browserRows({ firstRows, otherRows, scroll, held, back }: Looked, devices: string): Result[] {
  const [begin, middle, end] = held as [Looked['held'][0], Looked['held'][0], Looked['held'][0]]
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const heaps = held.map(
    ({ rows, heap, elements }) => `${heap.toFixed(1)} MB and ${whole(elements)} elements at row ${whole(rows)}`,
  )
  return [
    {
      measure: `from the click on "Devices" to the first rows in Chromium, ${devices} devices`,
      value: Math.max(...firstRows),
      unit: 'ms',
      target: { op: '≤', value: mostMsToRows, unit: 'ms' },
      detail: `${each(firstRows)}; the first fetches the page, too`,
    },
    {
      measure: 'from a click on a chip or a title of a column to the rows',
      value: Math.max(...otherRows),
      unit: 'ms',
      target: { op: '≤', value: mostMsToRows, unit: 'ms' },
      detail: each(otherRows),
    },
    {
      measure: `frames a second while ${whole(scroll.rows)} rows are scrolled through, software rendering, median`,
      value: 1_000 / scroll.median,
      target: { op: '≥', value: framesASecond },
      detail: `a frame ${scroll.median.toFixed(1)} ms, 95th percentile ${scroll.p95.toFixed(1)} ms, later than 20 ms ${percent(scroll.late)}, CPU of the page ${scroll.cpu.toFixed(1)} ms; in ${percent(scroll.waiting)} of them the next rows had yet to come`,
    },
    {
      measure: `JavaScript heap after ${whole(end.rows)} rows against that after ${whole(middle.rows)}`,
      value: end.heap / middle.heap,
      target: { op: '≤', value: mostGrowth },
      detail: `${heaps.join(', ')}; ${(end.heap - begin.heap).toFixed(1)} MB more than at the start; back to the top in ${back.toFixed(0)} ms`,
    },
  ]
}

function lookRows(lists: Lists): Result[] {
  if (!lists.looks) return []
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
