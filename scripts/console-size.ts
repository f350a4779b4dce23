import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { consoleDirectory } from '@hailport/console'

/** Bytes that a first visit may fetch, compressed: what signs in, the frame, and the overview. */
const most = 300_000

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly css?: readonly string[]
}

/** What a visitor fetches before the overview is there: these and all that they import. */
const first = ['index.html', 'src/areas/overview/overview-page.tsx', 'src/i18n/locales/de/index.ts']

function filesOf(manifest: Readonly<Record<string, Chunk>>, names: readonly string[], found = new Set<string>()) {
  for (const name of names) {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`The console has no ${name}: scripts/console-size.ts has to follow.`)
    if (found.has(chunk.file)) continue
    found.add(chunk.file)
    for (const file of chunk.css ?? []) found.add(file)
    filesOf(manifest, chunk.imports ?? [], found)
  }
  return found
}

/** Whether the first load of the built console is small enough; says how large it is. */
export function firstLoadFits(): boolean {
  const manifest = JSON.parse(readFileSync(join(consoleDirectory, '.vite/manifest.json'), 'utf8'))
  const files = [...filesOf(manifest, first)]
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(consoleDirectory, file))).length, 0)
  console.log(`The first load of the console is ${Math.round(bytes / 1000)} kB (gzip) of ${most / 1000}.`)
  return bytes <= most
}
