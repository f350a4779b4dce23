import { linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import { ConfigError } from '../config.ts'

/**
 * The text of a file that only its owner may read; made when it does not exist yet.
 * Two processes that start at once get the same text: the file appears complete or not at all.
 */
export function readOrMakePrivateFile(path: string, make: () => string): string {
  try {
    return readPrivateFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, make(), { mode: 0o600, flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
  return readPrivateFile(path)
}

function readPrivateFile(path: string): string {
  const { mode } = statSync(path)
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new ConfigError(`${path} may be read by others; run \`chmod 600 ${path}\`.`)
  return readFileSync(path, 'utf8')
}
