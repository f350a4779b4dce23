import { existsSync } from 'node:fs'
import { type Kysely, sql } from 'kysely'
import { engines } from '../engines.ts'
import { sqlitePath } from '../open-named.ts'
import type { Database } from '../schema.ts'
import { isSqliteInUse } from '../sqlite/in-use.ts'
import type { Store } from '../store.ts'
import { StoreToolError } from '../tool-error.ts'

const inUse = () =>
  new StoreToolError({
    what: 'The source cannot be copied',
    why: 'a service is using it',
    remedy: 'Stop every service on it: what it writes during the copy would be missing in the target.',
  })

/** @throws StoreToolError when a service has the database open. Comes before the store is opened: on SQLite, that counts as well. */
export function refuseOpenFile(url: string): void {
  const path = sqlitePath(url)
  if (path !== undefined && existsSync(path) && isSqliteInUse(path)) throw inUse()
}

/** @throws StoreToolError when a service is connected to the server's database. */
async function refuseConnected({ engine, db }: Store): Promise<void> {
  if (engines[engine].dialect !== 'postgres') return
  const { rows } = await sql`select 1 from pg_stat_activity
    where datname = current_database() and application_name = 'hailport' and pid <> pg_backend_pid()`.execute(db)
  if (rows.length > 0) throw inUse()
}

/**
 * Runs the work while nobody else can write to the source, where the engine can be told so; it reads from the builder that it is given.
 * On engines spread over machines nothing keeps others from writing, and the comparison has to find what they wrote.
 */
export async function whileQuiet<T>(
  source: Store,
  tables: readonly string[],
  work: (db: Kysely<Database>) => Promise<T>,
): Promise<T> {
  await refuseConnected(source)
  const { writes, tableLocks } = engines[source.engine]
  if (writes !== 'single' && !tableLocks) return work(source.db)
  return source.write(async ({ db }) => {
    // SQLite has one writer: the transaction itself keeps others out.
    if (tableLocks) await lockTables(db, tables)
    return work(db)
  })
}

async function lockTables(db: Kysely<Database>, tables: readonly string[]): Promise<void> {
  try {
    await sql`lock table ${sql.join(tables.map(table => sql.table(table)))} in share mode nowait`.execute(db)
  } catch (error) {
    if ((error as { code?: unknown }).code === '55P03') throw inUse()
    throw error
  }
}
