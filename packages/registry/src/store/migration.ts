/** The few column types that the registry uses; a trailing `?` allows null. `id` is a UUID in lower case. */
export type ColumnKind = 'id' | 'text' | 'int' | 'bytes'
export type Columns = Record<string, ColumnKind | `${ColumnKind}?`>

/** What a migration may do. */
export interface SchemaBuilder {
  table(name: string, columns: Columns, primaryKey: string[]): Promise<void>
  /** Adds columns that may be null to a table of an earlier migration. */
  addColumns(table: string, columns: Record<string, `${ColumnKind}?`>): Promise<void>
  /** Fills a new table from what other tables hold; rows that are there already are left alone, so that it may run again. */
  fill(table: string, columns: readonly string[], select: string): Promise<void>
  index(name: string, table: string, columns: string[], options?: { unique?: boolean; where?: string }): Promise<void>
}

/** A numbered step of the schema. Forward only; expand first, contract in a later release. */
export interface Migration {
  readonly number: number
  readonly name: string
  up(schema: SchemaBuilder): Promise<void>
}
