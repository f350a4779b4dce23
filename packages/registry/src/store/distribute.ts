import { sql } from 'kysely'
import { tableShapes } from './columns.ts'
import { engines } from './engines.ts'
import { hasTable } from './has-table.ts'
import { openExisting } from './open-named.ts'
import { type Database, scopeColumn, spreadColumn } from './schema.ts'
import { StoreToolError } from './tool-error.ts'

/** What makes one table of a Citus cluster's. */
export interface Distribution {
  readonly table: string
  readonly statement: string
}

function* alike(tables: readonly string[], columns: Partial<Record<string, string>>): Generator<Distribution> {
  const [first] = tables
  for (const table of tables) {
    // Rows with the same value lie on the same machine, whatever the table: the first of them begins the group.
    const group = table === first ? 'none' : first
    const statement = `select create_distributed_table('${table}', '${columns[table]}', colocate_with => '${group}')`
    yield { table, statement }
  }
}

/**
 * The statements that spread the schema over a Citus cluster, one for each table: owned tables by their owner and side by side, the
 * global ones that grow with the devices by their key, the others whole on every machine.
 */
export async function distributions(): Promise<Distribution[]> {
  const tables = Object.keys(await tableShapes()) as (keyof Database)[]
  const owned = tables.filter(table => scopeColumn[table] !== undefined)
  const keyed = tables.filter(table => spreadColumn[table] !== undefined)
  const whole = tables.filter(table => !owned.includes(table) && !keyed.includes(table))
  return [
    ...whole.map(table => ({ table, statement: `select create_reference_table('${table}')` })),
    ...alike(owned, scopeColumn),
    ...alike(keyed, spreadColumn),
  ]
}

const what = 'The tables cannot be distributed'

/** Spreads the tables that are not spread yet. @returns what was done now. @throws StoreToolError */
export async function distributeStore(url: string): Promise<Distribution[]> {
  const store = openExisting(url)
  try {
    if (!engines[store.engine].distribute)
      throw new StoreToolError({
        what,
        why: `the engine ${store.engine} does it by itself, or not at all`,
        remedy: 'Name a Citus cluster by citus://user:password@host:port/database.',
      })
    const { rows: there } = await sql`select 1 from pg_class where relname = 'pg_dist_partition'`.execute(store.db)
    if (there.length === 0)
      throw new StoreToolError({
        what,
        why: 'the database has no Citus',
        remedy: 'Run `create extension citus` there, on a coordinator that knows its workers.',
      })
    const { rows } = await sql<{ name: string }>`
      select logicalrelid::text as name from pg_dist_partition`.execute(store.db)
    const spread = new Set(rows.map(row => row.name))
    const todo = (await distributions()).filter(({ table }) => !spread.has(table))
    for (const { table, statement } of todo) {
      if (!(await hasTable(store, table)))
        throw new StoreToolError({
          what,
          why: `there is no table ${table}`,
          remedy: 'Run `hailport store migrate` first.',
        })
      await sql.raw(statement).execute(store.db)
    }
    return todo
  } finally {
    await store.close()
  }
}
