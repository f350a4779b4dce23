/** How often a reader who sees lines, and not a line that changes, is told something, ms. */
const linesEveryMs = 5_000
const repaintEveryMs = 100

/** A line on standard error that says how far something is: it changes on a terminal, else one is written now and then. */
export interface LiveLine {
  /** @param line made only when it is shown. @param always for the first and the last of a phase. */
  tell(line: () => string, always: boolean): void
  end(): void
}

export function liveLine(): LiveLine {
  const { stderr } = process
  const live = stderr.isTTY === true
  let toldAt = Number.NEGATIVE_INFINITY
  let shown = false
  return {
    tell(line, always) {
      const now = performance.now()
      if (!always && now - toldAt < (live ? repaintEveryMs : linesEveryMs)) return
      toldAt = now
      shown = true
      stderr.write(live ? `\r\u001b[K${line().slice(0, (stderr.columns || 80) - 1)}` : `${line()}\n`)
    },
    end() {
      if (live && shown) stderr.write('\r\u001b[K')
    },
  }
}

/** A time to wait, for people. */
export function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  if (h > 0) return `${h} h ${m} min`
  return m > 0 ? `${m} min ${s} s` : `${s} s`
}

/** A number of bytes, for people. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en-US', { maximumFractionDigits: 1 })} MB`
}
