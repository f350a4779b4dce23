import { type ColumnDataType, type Kysely, type RawBuilder, sql } from 'kysely'
import type { Capabilities } from './engines.ts'
import type { ColumnKind, SchemaBuilder } from './migration.ts'
import { type Database, scopeColumn } from './schema.ts'

export interface SchemaOptions {
  /** Creates owned tables partitioned by hash of their owner. For tests: PostgreSQL itself then refuses keys and indexes without it. */
  readonly partitioned?: boolean
}

type ColumnType = ColumnDataType | RawBuilder<unknown>

const types: Record<Capabilities['dialect'], Record<ColumnKind, ColumnType>> = {
  sqlite: { id: 'text', text: 'text', int: 'integer', bytes: 'blob' },
  // Compared byte by byte as SQLite does, whatever the locale of the server: the order of lists and cursors rests on it.
  postgres: { id: 'uuid', text: sql`text collate "C"`, int: 'bigint', bytes: 'bytea' },
}

const partitions = 2

/** Makes tables and indexes on the engine behind `db`. Where schema changes are not transactional, what exists is left as it is. */
export function schemaBuilder(
  db: Kysely<Database>,
  { dialect, transactionalDdl }: Capabilities,
  options: SchemaOptions = {},
): SchemaBuilder {
  return {
    async table(name, columns, primaryKey) {
      const scope = options.partitioned ? scopeColumn[name as keyof Database] : undefined
      let builder = db.schema.createTable(name)
      if (!transactionalDdl) builder = builder.ifNotExists()
      for (const [column, kind] of Object.entries(columns)) {
        const type = types[dialect][kind.replace('?', '') as ColumnKind] as ColumnDataType
        builder = builder.addColumn(column, type, c => (kind.endsWith('?') ? c : c.notNull()))
      }
      builder = builder.addPrimaryKeyConstraint(`${name}_pk`, primaryKey as never[])
      // Clustered by the primary key: a row costs one tree, not two.
      if (dialect === 'sqlite') builder = builder.modifyEnd(sql`without rowid, strict`)
      if (scope !== undefined) builder = builder.modifyEnd(sql`partition by hash (${sql.ref(scope)})`)
      await builder.execute()
      if (scope !== undefined) await createPartitions(db, name)
      if (dialect === 'postgres') await keepBytesAsTheyAre(db, name, columns)
    },
    async addColumns(table, columns) {
      for (const [column, kind] of Object.entries(columns)) {
        const type = types[dialect][kind.replace('?', '') as ColumnKind] as ColumnDataType
        await db.schema
          .alterTable(table)
          .addColumn(column, type, c => (transactionalDdl ? c : c.ifNotExists()))
          .execute()
      }
      if (dialect === 'postgres') await keepBytesAsTheyAre(db, table, columns)
    },
    async fill(table, columns, select) {
      const names = sql.join(columns.map(column => sql.ref(column)))
      await sql`insert into ${sql.table(table)} (${names}) ${sql.raw(select)} on conflict do nothing`.execute(db)
    },
    async index(name, table, columns, { unique = false, where } = {}) {
      let builder = db.schema
        .createIndex(name)
        .on(table)
        .columns(columns as never[])
      if (!transactionalDdl) builder = builder.ifNotExists()
      if (unique) builder = builder.unique()
      const condition: RawBuilder<unknown> = where === undefined ? sql`` : sql` where ${sql.raw(where)}`
      await sql`${sql.raw(builder.compile().sql)}${condition}`.execute(db)
    },
  }
}

async function createPartitions(db: Kysely<Database>, name: string): Promise<void> {
  for (let n = 0; n < partitions; n++)
    await sql`create table ${sql.table(`${name}_${n}`)} partition of ${sql.table(name)} for values with (modulus ${sql.lit(partitions)}, remainder ${sql.lit(n)})`.execute(
      db,
    )
}

/** What is sealed does not compress: trying costs time only. */
async function keepBytesAsTheyAre(db: Kysely<Database>, name: string, columns: Record<string, string>): Promise<void> {
  for (const [column, kind] of Object.entries(columns))
    if (kind.startsWith('bytes'))
      await sql`alter table ${sql.table(name)} alter column ${sql.ref(column)} set storage external`.execute(db)
}
