import { setTimeout as pause } from 'node:timers/promises'
import { liveLine } from '../live-line.ts'

const askEveryMs = 500

/** Reads something until it is done, and shows how far it is. */
export async function waited<T>(
  read: () => Promise<T>,
  done: (seen: T) => boolean,
  tell: (seen: T) => string,
): Promise<T> {
  const line = liveLine()
  try {
    for (let first = true; ; first = false) {
      const seen = await read()
      if (done(seen)) return seen
      line.tell(() => tell(seen), false)
      // Small work is done at once.
      await pause(first ? 50 : askEveryMs)
    }
  } finally {
    line.end()
  }
}
