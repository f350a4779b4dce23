import { statSync } from 'node:fs'
import type { StoreSize } from '../store.ts'

/** What the file takes up. SQLite keeps no sizes of tables: telling them would be to read all of it. */
export function sqliteSize(path: string, pragma: (name: string) => unknown[]): StoreSize {
  const number = (name: string) => Number(pragma(name)[0])
  const pageBytes = number('page_size')
  return {
    bytes: number('page_count') * pageBytes,
    freeBytes: number('freelist_count') * pageBytes,
    logBytes: statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0,
    tables: [],
  }
}
