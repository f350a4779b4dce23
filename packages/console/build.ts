/** `npm run build`: makes the console when its sources, or what it is made with, have changed since the last time. */
import { createHash } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { consoleDirectory } from './place.ts'

const here = import.meta.dirname
const stampFile = join(consoleDirectory, 'built-from.txt')

/** A digest over everything that the console is made of. */
function sources(): string {
  const files = globSync(['src/**/*', 'index.html', 'vite.config.ts', 'package.json'], {
    cwd: here,
    withFileTypes: true,
  })
    .filter(entry => entry.isFile() && !entry.parentPath.endsWith('generated'))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
  const digest = createHash('sha256')
  for (const file of files) digest.update(file.slice(here.length)).update('\0').update(readFileSync(file)).update('\0')
  return digest.digest('hex')
}

const built = (): string | undefined => {
  try {
    return readFileSync(stampFile, 'utf8')
  } catch {
    return undefined
  }
}

const stamp = sources()
if (built() !== stamp) {
  const { build } = await import('vite')
  await build({ configFile: join(here, 'vite.config.ts'), logLevel: 'warn' })
  writeFileSync(stampFile, stamp)
  console.log('The console is built.')
}
