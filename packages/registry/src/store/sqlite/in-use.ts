import { DatabaseSync } from 'node:sqlite'

/**
 * Whether another connection, of this or any other process, has the file open. Leaving WAL asks for the file alone, which tells;
 * whoever opens it as a store enters WAL again.
 */
export function isSqliteInUse(path: string): boolean {
  const database = new DatabaseSync(path)
  try {
    const { journal_mode: mode } = database.prepare('pragma journal_mode = delete').get() as { journal_mode: string }
    return mode !== 'delete'
  } catch (error) {
    const busy = 5
    if ((((error as { errcode?: number }).errcode ?? 0) & 0xff) === busy) return true
    throw error
  } finally {
    database.close()
  }
}
