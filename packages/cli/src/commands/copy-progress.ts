import type { CopyProgress } from '@hailport/registry'
import { duration, liveLine } from '../live-line.ts'

const phases = { copy: 'Copying', compare: 'Comparing' } as const

/** Shows how far a copy has come. */
export function showCopyProgress(): { tell(progress: CopyProgress): void; end(): void } {
  const line = liveLine()
  let begun: { phase: CopyProgress['phase']; at: number; rows: number } | undefined
  return {
    tell(progress) {
      const now = performance.now()
      const { phase, allRows, ofAll } = progress
      const first = begun?.phase !== phase
      if (begun === undefined || first) begun = { phase, at: now, rows: allRows }
      const rate = (allRows - begun.rows) / ((now - begun.at) / 1000 || 1)
      line.tell(() => progressLine(progress, rate), first || allRows >= ofAll)
    },
    end: () => line.end(),
  }
}

/** @param rate rows a second, of this run. */
function progressLine({ phase, table, rows, of, allRows, ofAll }: CopyProgress, rate: number): string {
  const percent = ofAll === 0 ? 100 : Math.floor((allRows / ofAll) * 100)
  const left = rate > 0 ? ` ${duration((ofAll - allRows) / rate)} left` : ''
  const perSecond = rate > 0 ? `, ${Math.round(rate).toLocaleString('en-US')} rows/s,${left}` : ''
  return `${phases[phase]} ${percent} %: ${table} ${rows.toLocaleString('en-US')} of ${of.toLocaleString('en-US')}${perSecond}`
}
