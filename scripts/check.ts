/** `npm run check`: everything that can be said about the code without running it. */

import { pagesNotWalked } from '../tests/browser/console-pages.ts'
import { routesWithoutPicture } from '../tests/browser/console-pictures.ts'
import { writeConsoleApi } from './console-api.ts'
import { firstLoadFits } from './console-size.ts'
import { outdated } from './generated.ts'
import { run } from './run.ts'

const steps: [string, () => Promise<number>][] = [
  ['types', () => run('tsc', ['-p', '.'])],
  [
    'types of the console',
    async () => {
      await writeConsoleApi()
      return run('tsc', ['-p', 'packages/console'])
    },
  ],
  ['format, lint, layers, cycles, sizes', () => run('biome', ['check', '--error-on-warnings', '.'])],
  ['unused code and dependencies', () => run('knip', [])],
  [
    'generated files',
    async () => {
      const stale = await outdated()
      for (const file of stale) console.error(`${file} is not up to date: run npm run generate.`)
      return stale.length === 0 ? 0 : 1
    },
  ],
  [
    'pages of the console that are looked at and pictured',
    async () => {
      const missing = await pagesNotWalked()
      for (const each of missing) console.error(`tests/browser/console-pages.ts ${each}.`)
      const withoutPicture = await routesWithoutPicture()
      for (const each of withoutPicture) console.error(`tests/browser/console-pictures.ts has no picture of ${each}.`)
      return missing.length + withoutPicture.length === 0 ? 0 : 1
    },
  ],
  [
    'first load of the console',
    async () => {
      const status = await run(process.execPath, ['packages/console/build.ts'])
      return status === 0 && firstLoadFits() ? 0 : 1
    },
  ],
]

const failed: string[] = []
for (const [name, step] of steps) {
  const status = await step()
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'}  ${name}`)
  if (status !== 0) failed.push(name)
}
process.exitCode = failed.length === 0 ? 0 : 1
