import type { ColumnKind, SchemaBuilder } from './migration.ts'
import { migrations } from './migrations/index.ts'

export type TableKinds = Readonly<Record<string, Readonly<Record<string, ColumnKind>>>>

let kinds: Promise<TableKinds> | undefined

async function record(): Promise<TableKinds> {
  const tables: Record<string, Record<string, ColumnKind>> = {}
  const recorder: SchemaBuilder = {
    async table(name, columns) {
      const plain = Object.entries(columns).map(([column, kind]) => [column, kind.replace('?', '')])
      tables[name] = Object.fromEntries(plain)
    },
    async index() {},
  }
  for (const migration of migrations) await migration.up(recorder)
  return tables
}

/** Kind of every column of every table, as all migrations together make them. */
export function columnKinds(): Promise<TableKinds> {
  kinds ??= record()
  return kinds
}
