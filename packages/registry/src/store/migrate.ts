import { type ColumnDataType, type RawBuilder, sql } from 'kysely'
import { initial } from './migrations/0001-initial.ts'
import type { Store, Tx } from './store.ts'

/** The few column types that the registry uses; a trailing `?` allows null. */
export type ColumnKind = 'id' | 'text' | 'int' | 'bytes'
type Columns = Record<string, ColumnKind | `${ColumnKind}?`>

/** A numbered step of the schema. Forward only; expand first, contract in a later release. */
export interface Migration {
  readonly number: number
  readonly name: string
  up(schema: {
    table(name: string, columns: Columns, primaryKey: string[]): Promise<void>
    index(name: string, table: string, columns: string[], options?: { unique?: boolean; where?: string }): Promise<void>
  }): Promise<void>
}

const migrations: readonly Migration[] = [initial]

const sqliteTypes: Record<ColumnKind, ColumnDataType> = { id: 'text', text: 'text', int: 'integer', bytes: 'blob' }

async function createTable(tx: Tx, name: string, columns: Columns, primaryKey: string[]): Promise<void> {
  let builder = tx.db.schema.createTable(name)
  for (const [column, kind] of Object.entries(columns)) {
    const type = sqliteTypes[kind.replace('?', '') as ColumnKind]
    builder = builder.addColumn(column, type, c => (kind.endsWith('?') ? c : c.notNull()))
  }
  // Clustered by the primary key: a row costs one tree, not two.
  await builder
    .addPrimaryKeyConstraint(`${name}_pk`, primaryKey as never[])
    .modifyEnd(sql`without rowid, strict`)
    .execute()
}

/**
 * Brings the schema up to date. Safe when two instances start at once: the check and the step share one write transaction.
 * @returns the numbers of the migrations that were applied now.
 */
export async function migrate(store: Store, now: number = Date.now()): Promise<number[]> {
  return store.write(async tx => {
    await sql`create table if not exists migrations (number integer primary key, name text not null, applied_at integer not null)`.execute(
      tx.db,
    )
    const { rows } = await sql<{ number: number }>`select number from migrations`.execute(tx.db)
    const done = new Set(rows.map(row => row.number))
    const pending = migrations.filter(migration => !done.has(migration.number))
    for (const migration of pending) {
      await migration.up({
        table: (name, columns, primaryKey) => createTable(tx, name, columns, primaryKey),
        index: async (name, table, columns, options = {}) => {
          let builder = tx.db.schema
            .createIndex(name)
            .on(table)
            .columns(columns as never[])
          if (options.unique) builder = builder.unique()
          const where: RawBuilder<unknown> = options.where ? sql` where ${sql.raw(options.where)}` : sql``
          const compiled = builder.compile()
          await sql`${sql.raw(compiled.sql)}${where}`.execute(tx.db)
        },
      })
      await sql`insert into migrations (number, name, applied_at) values (${migration.number}, ${migration.name}, ${now})`.execute(
        tx.db,
      )
    }
    return pending.map(migration => migration.number)
  })
}
