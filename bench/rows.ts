/** From figures to the lines of the table, each with its target. */
import type { AtSize, EngineFigures } from './bench-engine.ts'
import { listRows } from './list-rows.ts'
import { pacedRate } from './measures/during-import.ts'
import { floodConnections } from './measures/overload.ts'
import { connections } from './measures/resolve.ts'
import { type Result, short, type Target, whole } from './result.ts'

const atLeast = (value: number, unit?: string): Target => ({ op: '≥', value, ...(unit !== undefined && { unit }) })
const atMost = (value: number, unit?: string): Target => ({ op: '≤', value, ...(unit !== undefined && { unit }) })

const titles = { sqlite: 'SQLite', postgres: 'PostgreSQL' }
const floors = { sqlite: 'bare prepared inserts', postgres: 'COPY' }
const ms = (value: number) => `${value.toFixed(1)} ms`

/** All lines of an engine, in the order of the targets. */
export function engineRows(figures: EngineFigures): Result[] {
  const title = titles[figures.engine]
  return [
    ...registrationRows(figures),
    ...resolveRows(figures),
    ...workerRows(figures),
    ...duringImportRows(figures),
    ...referenceRows(figures),
    ...fileRows(figures),
    ...listRows(figures),
    ...overloadRows(figures),
  ].map(row => ({ ...row, measure: `${title}: ${row.measure}` }))
}

function registrationRows({ engine, main, small, large, reference }: EngineFigures): Result[] {
  const rows: Result[] = []
  const floor = floors[engine]
  const line = ({ size, registration }: AtSize, target?: Target) => {
    if (!registration) return
    rows.push({
      measure: `registration over HTTP against ${floor} of the same rows, ${short(size)} present`,
      value: registration.rate / registration.floorRate,
      ...(target && { target }),
      detail: `${whole(registration.rate)} against ${whole(registration.floorRate)} devices/s`,
    })
  }
  line(main, atLeast(engine === 'sqlite' ? 0.7 : 0.4))
  for (const other of [small, large]) if (other !== main) line(other)
  if (!small.registration || !large.registration || !reference) return rows
  rows.push({
    measure: `registration rate, ${short(large.size)} present against ${short(small.size)}`,
    value: large.registration.rate / small.registration.rate,
    ...growth(large, atLeast(0.6)),
    detail: `${whole(large.registration.rate)} against ${whole(small.registration.rate)} devices/s; the floor: ${(large.registration.floorRate / small.registration.floorRate).toFixed(2)}`,
  })
  const cost = (rate: number) => `${(1e6 / rate).toFixed(0)} µs`
  rows.push({
    measure: 'time for one device of an import, by devices present',
    value: 1e6 / large.registration.rate,
    unit: 'µs',
    detail: `none ${cost(reference.rate)}, ${short(small.size)} ${cost(small.registration.rate)}, ${short(large.size)} ${cost(large.registration.rate)}`,
  })
  return rows
}

/** The targets compare 10 M with 1 M; anything smaller is an indication only. */
const growth = ({ size }: AtSize, target: Target): { target: Target } | object => (size >= 10_000_000 ? { target } : {})

function resolveRows({ main, small, large }: EngineFigures): Result[] {
  const rows: Result[] = []
  for (const at of main === large ? [large, small] : [small, large]) {
    const { size, resolve, bareReads } = at
    if (!resolve) continue
    const { known, unknown, constant } = resolve
    rows.push({
      measure: `first boot against a Fastify route with a constant answer, ${short(size)} present`,
      value: resolve.knownToConstant,
      ...(at === main && { target: atLeast(0.55) }),
      detail: `${whole(known.rate)} against ${whole(constant.rate)}/s at ${connections} connections, p50 ${ms(known.p50)}, p99 ${ms(known.p99)} (constant ${ms(constant.p99)}); bare indexed reads ${whole(bareReads ?? 0)}/s`,
    })
    if (at === main)
      rows.push({
        measure: `first boot of a device that nobody registered against a known one, ${short(size)} present`,
        value: resolve.unknownToKnown,
        target: atLeast(1),
        detail: `${whole(unknown.rate)} against ${whole(known.rate)}/s, p99 ${ms(unknown.p99)} against ${ms(known.p99)}`,
      })
  }
  if (small.resolve && large.resolve)
    rows.push({
      measure: `first boot p99, ${short(large.size)} present against ${short(small.size)}`,
      value: large.resolve.known.p99 / small.resolve.known.p99,
      ...growth(large, atMost(2)),
      detail: `${ms(large.resolve.known.p99)} against ${ms(small.resolve.known.p99)}`,
    })
  return rows
}

function workerRows({ workers, main }: EngineFigures): Result[] {
  if (workers === undefined) return []
  const line = {
    measure: `first boot with --workers 2 against one process, ${short(main.size)} present`,
    target: atLeast(1.6),
  }
  if (workers === 'none') return [{ ...line, detail: 'this version of the service has no --workers' }]
  return [
    { ...line, value: workers.two / workers.one, detail: `${whole(workers.two)} against ${whole(workers.one)}/s` },
  ]
}

function duringImportRows({ duringImport: figures, main }: EngineFigures): Result[] {
  if (!figures) return []
  const { idleP99, busyP99, idlePacedP99, busyPacedP99, importRate, delayP99, delayMax } = figures
  const present = `${short(main.size)} present`
  return [
    {
      measure: `first boot p99 during an import against idle, ${connections} connections, ${present}`,
      value: busyP99 / idleP99,
      target: atMost(3),
      detail: `${ms(busyP99)} against ${ms(idleP99)}; ${whole(importRate)} devices/s registered meanwhile`,
    },
    {
      measure: `first boot p99 during an import against idle, ${pacedRate} a second, ${present}`,
      value: busyPacedP99 / idlePacedP99,
      detail: `${ms(busyPacedP99)} against ${ms(idlePacedP99)}`,
    },
    {
      measure: `event loop delay p99 during an import, devices booting, ${present}`,
      value: delayP99,
      unit: 'ms',
      target: atMost(50, 'ms'),
      detail: `highest ${ms(delayMax)}`,
    },
  ]
}

function referenceRows({ reference }: EngineFigures): Result[] {
  if (!reference) return []
  const { devices, idleMemory, peakMemory, bytesPerDevice, delayP99, delayMax, rate } = reference
  const what = `an import of ${short(devices)} devices`
  return [
    {
      measure: `peak memory of the server during ${what}, above idle`,
      value: peakMemory - idleMemory,
      unit: 'MB',
      target: atMost(300, 'MB'),
      detail: `${peakMemory.toFixed(0)} MB, idle ${idleMemory.toFixed(0)} MB`,
    },
    {
      measure: 'stored bytes per device, all tables and indexes',
      value: bytesPerDevice / 1000,
      unit: 'kB',
      target: atMost(2, 'kB'),
      detail: `after ${what} into an empty registry`,
    },
    {
      measure: `event loop delay p99 during ${what}, nothing else running`,
      value: delayP99,
      unit: 'ms',
      target: atMost(50, 'ms'),
      detail: `highest ${ms(delayMax)}; ${whole(rate)} devices/s`,
    },
  ]
}

function fileRows({ files }: EngineFigures): Result[] {
  if (!files) return []
  const { rows, report, registration, idleMemory, peakMemory } = files
  const rates = ({ checked, written }: typeof report) => `checked ${whole(checked)}, written ${whole(written)} rows/s`
  return [
    {
      measure: `peak memory of the server while CSV files of ${short(rows)} rows are checked and carried out, above idle`,
      value: peakMemory - idleMemory,
      unit: 'MB',
      target: atMost(300, 'MB'),
      detail: `${peakMemory.toFixed(0)} MB, idle ${idleMemory.toFixed(0)} MB; a build report with hashes: ${rates(report)}`,
    },
    {
      measure: `registration by product key id and by label against ${short(rows)} factory records, from a CSV file`,
      value: registration.written,
      unit: 'rows/s',
      detail: `${rates(registration)}; ambiguous labels, unknown ones and those in other letters are rejected as such`,
    },
  ]
}

function overloadRows({ overload, main }: EngineFigures): Result[] {
  if (!overload) return []
  const { peak, run } = overload
  const unanswered = run.wrong + run.lost + run.unsent
  return [
    {
      measure: `first boots answered at four times saturation against the peak, ${short(main.size)} present`,
      value: run.goodput / peak,
      target: atLeast(0.8),
      detail: `${whole(run.goodput)} against ${whole(peak)}/s, ${whole(run.offered)}/s offered over at most ${whole(floodConnections)} connections, p99 ${ms(run.p99)} from when they were due`,
    },
    {
      measure: 'excess at four times saturation that is told to come back (429 or 503 with Retry-After)',
      value: run.refused / Math.max(1, run.refused + unanswered),
      target: atLeast(1),
      detail: `${whole(run.refused)} refused, ${whole(run.good)} answered, ${whole(run.wrong)} other answers, ${whole(run.lost)} lost, ${whole(run.unsent)} that found no free connection`,
    },
  ]
}
