import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { root } from './run.ts'

const shown = 20

/** A reporter for the test runner: says at the end which files took longest, so that whoever wants a quicker suite knows where to look. */
export default async function* slowest(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const files: { file: string; ms: number }[] = []
  // One for each file, and one for all.
  for await (const event of events)
    if (event.type === 'test:summary' && event.data.file !== undefined)
      files.push({ file: event.data.file, ms: event.data.duration_ms })
  const all = files.reduce((sum, { ms }) => sum + ms, 0)
  yield `\nThe slowest of ${files.length} files, which took ${Math.round(all / 1000)} s one by one:\n`
  for (const { file, ms } of files.sort((a, b) => b.ms - a.ms).slice(0, shown))
    yield `${(ms / 1000).toFixed(1).padStart(7)} s  ${relative(root, file)}\n`
}
