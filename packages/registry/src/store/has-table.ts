import { sql } from 'kysely'
import { engines } from './engines.ts'
import type { Store } from './store.ts'

/** Whether the database has a table of this name. */
export async function hasTable({ engine, db }: Store, name: string): Promise<boolean> {
  const found =
    engines[engine].dialect === 'sqlite'
      ? sql`select 1 from sqlite_schema where type = 'table' and name = ${name}`
      : sql`select 1 from information_schema.tables where table_schema = current_schema() and table_name = ${name}`
  return (await found.execute(db)).rows.length > 0
}
