import { setTimeout as pause } from 'node:timers/promises'
import { duration, liveLine, megabytes } from '../live-line.ts'
import type { Import, Imports } from './import.ts'

/** States in which the service works on the file by itself, as a reader is told them. */
const working: Readonly<Record<string, string>> = {
  receiving: 'Receiving',
  reading: 'Reading',
  checking: 'Checking',
  writing: 'Registering',
}

const askEveryMs = 500

/** Waits until the service has nothing to do for an import, and shows how far it is. */
export async function settled(imports: Imports, id: string): Promise<Import> {
  const line = liveLine()
  try {
    for (let before = ''; ; ) {
      const made = await imports.read(id)
      const doing = working[made.state]
      if (doing === undefined) return made
      line.tell(() => progressLine(doing, made.progress), before !== '' && made.state !== before)
      // Small files are done at once.
      await pause(before === '' ? 50 : askEveryMs)
      before = made.state
    }
  } finally {
    line.end()
  }
}

function progressLine(doing: string, progress: Import['progress']): string {
  if (progress === undefined || progress.total === 0) return `${doing} …`
  const { done, total, unit, perSecond, secondsLeft } = progress
  const amount = (count: number) => (unit === 'bytes' ? megabytes(count) : `${count.toLocaleString('en-US')} rows`)
  const rate = perSecond === undefined ? '' : `, ${amount(perSecond)}/s`
  const left = secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} left`
  return `${doing} ${Math.floor((done / total) * 100)} %: ${amount(done)} of ${amount(total)}${rate}${left}`
}

/** Passes a file on, and shows how much of it was sent. */
export async function* shownAsSent(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const line = liveLine()
  let sent = 0
  for await (const piece of file) {
    yield piece
    sent += piece.length
    line.tell(() => `Sending: ${megabytes(sent)}`, false)
  }
  line.end()
}
