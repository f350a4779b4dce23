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

const texts = (...catalogues: string[]) => catalogues.map(each => `src/i18n/locales/de/${each}.json`)

/** What each visitor fetches before the overview of the own home is there: these and all that they import. */
const first = {
  customer: ['src/areas/overview/tenant-page.tsx', ...texts('shell', 'overview', 'charts', 'devices', 'journal')],
  partner: [
    'src/areas/overview/partner-page.tsx',
    ...texts('shell', 'overview', 'charts', 'batches', 'consents', 'customers'),
  ],
  operator: ['src/areas/overview/registry-page.tsx', ...texts('shell', 'overview')],
}

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

/** Whether the first load of the built console is small enough in every home; says how large it is. */
export function firstLoadFits(): boolean {
  const manifest = JSON.parse(readFileSync(join(consoleDirectory, '.vite/manifest.json'), 'utf8'))
  const sizes = Object.entries(first).map(([home, names]) => {
    const files = [...filesOf(manifest, ['index.html', ...names])]
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(consoleDirectory, file))).length, 0)
    return { home, bytes }
  })
  const said = sizes.map(({ home, bytes }) => `${Math.round(bytes / 1000)} kB (${home})`).join(', ')
  console.log(`The first load of the console, compressed: ${said}, of ${most / 1000} kB.`)
  return sizes.every(({ bytes }) => bytes <= most)
}
