import type { ColumnKind, Columns, SchemaBuilder } from './migration.ts'
import { migrations } from './migrations/index.ts'

/** A table as all migrations together make it. */
export interface TableShape {
  readonly columns: Readonly<Record<string, ColumnKind>>
  readonly primaryKey: readonly string[]
  /** By name of the index. */
  readonly uniqueIndexes: Readonly<Record<string, readonly string[]>>
}

export type TableKinds = Readonly<Record<string, TableShape['columns']>>

interface RecordedShape extends TableShape {
  readonly uniqueIndexes: Record<string, readonly string[]>
}

function plainKinds(columns: Columns): [string, ColumnKind][] {
  return Object.entries(columns).map(([column, kind]) => [column, kind.replace('?', '') as ColumnKind])
}

async function record(): Promise<Record<string, RecordedShape>> {
  const tables: Record<string, RecordedShape> = {}
  const recorder: SchemaBuilder = {
    async table(name, columns, primaryKey) {
      tables[name] = { columns: Object.fromEntries(plainKinds(columns)), primaryKey, uniqueIndexes: {} }
    },
    async addColumns(name, columns) {
      const shape = tables[name]
      if (shape) tables[name] = { ...shape, columns: { ...shape.columns, ...Object.fromEntries(plainKinds(columns)) } }
    },
    // Rows are no part of the shape.
    async fill() {},
    async index(name, table, columns, { unique = false } = {}) {
      const shape = tables[table]
      if (unique && shape) shape.uniqueIndexes[name] = columns
    },
  }
  for (const migration of migrations) await migration.up(recorder)
  return tables
}

let shapes: Promise<Readonly<Record<string, TableShape>>> | undefined
let kinds: Promise<TableKinds> | undefined

/** Every table of the schema, in the order in which the migrations make them. */
export function tableShapes(): Promise<Readonly<Record<string, TableShape>>> {
  shapes ??= record()
  return shapes
}

/** Kind of every column of every table, as all migrations together make them. */
export function columnKinds(): Promise<TableKinds> {
  kinds ??= tableShapes().then(tables =>
    Object.fromEntries(Object.entries(tables).map(([table, { columns }]) => [table, columns])),
  )
  return kinds
}
