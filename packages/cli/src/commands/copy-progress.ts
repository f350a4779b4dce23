import type { CopyProgress } from '@hailport/registry'

/** How often a reader who sees lines, and not a line that changes, is told something, ms. */
const linesEveryMs = 5_000
const repaintEveryMs = 100

const phases = { copy: 'Copying', compare: 'Comparing' } as const

/** Shows on standard error how far a copy has come: one line that changes on a terminal, else a line now and then. */
export function showCopyProgress(): { tell(progress: CopyProgress): void; end(): void } {
  const { stderr } = process
  const live = stderr.isTTY === true
  let begun: { phase: CopyProgress['phase']; at: number; rows: number } | undefined
  let toldAt = Number.NEGATIVE_INFINITY
  return {
    tell(progress) {
      const now = performance.now()
      const { phase, allRows, ofAll } = progress
      if (begun?.phase !== phase) {
        begun = { phase, at: now, rows: allRows }
        toldAt = Number.NEGATIVE_INFINITY
      }
      if (allRows < ofAll && now - toldAt < (live ? repaintEveryMs : linesEveryMs)) return
      toldAt = now
      const line = progressLine(progress, (allRows - begun.rows) / ((now - begun.at) / 1000 || 1))
      stderr.write(live ? `\r\u001b[K${line.slice(0, (stderr.columns ?? 80) - 1)}` : `${line}\n`)
    },
    end() {
      if (live && begun !== undefined) stderr.write('\r\u001b[K')
    },
  }
}

/** @param rate rows a second, of this run. */
function progressLine({ phase, table, rows, of, allRows, ofAll }: CopyProgress, rate: number): string {
  const percent = ofAll === 0 ? 100 : Math.floor((allRows / ofAll) * 100)
  const left = rate > 0 ? ` ${duration((ofAll - allRows) / rate)} left` : ''
  const perSecond = rate > 0 ? `, ${Math.round(rate).toLocaleString('en-US')} rows/s,${left}` : ''
  return `${phases[phase]} ${percent} %: ${table} ${rows.toLocaleString('en-US')} of ${of.toLocaleString('en-US')}${perSecond}`
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  if (h > 0) return `${h} h ${m} min`
  return m > 0 ? `${m} min ${s} s` : `${s} s`
}
