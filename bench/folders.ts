import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where a run keeps its databases and files: a folder of its own, and one that may outlive it. */
export interface Folders {
  /** Removed at the end. */
  readonly work: string
  /** The same folder as `work` unless `--cache` names one. */
  readonly cache: string
  remove(): void
}

export function makeFolders(cache: string | undefined): Folders {
  if (cache !== undefined) mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache ?? tmpdir(), 'hailport-bench-'))
  // A PostgreSQL server may run as another user, and has to get to its folder inside.
  chmodSync(work, 0o755)
  return { work, cache: cache ?? work, remove: () => rmSync(work, { recursive: true, force: true }) }
}

/** Copies a database with the keys of its service; free of cost where the file system can share blocks. */
export function copyFolder(from: string, to: string): string {
  rmSync(to, { recursive: true, force: true })
  execFileSync('cp', ['-a', '--reflink=auto', from, to])
  return to
}

/** Makes a folder once: what is there is complete. */
export async function once(folder: string, make: (unfinished: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  await make(unfinished)
  renameSync(unfinished, folder)
  return folder
}

/** @throws an Error that says what is needed, before anything is done, when the disk has less room than that. */
export function requireRoom(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const gigabytes = (value: number) => `${(value / 1e9).toFixed(1)} GB`
  if (free < bytes)
    throw new Error(
      `This run needs ${gigabytes(bytes)} of disk in ${folder}, and ${gigabytes(free)} are free. --cache takes another folder.`,
    )
}
