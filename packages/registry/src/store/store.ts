import type { AliasedRawBuilder, Compilable, ExpressionBuilder, Kysely, Transaction } from 'kysely'
import type { EngineName } from './engines.ts'
import type { Database } from './schema.ts'

/** What the registry asks of a database engine. Engines differ behind this interface and nowhere else. */
export interface Store {
  readonly engine: EngineName
  /** For reads: every statement sees what was committed before it. */
  readonly db: Kysely<Database>
  /**
   * Runs `work` in one serialised transaction, durable when the promise resolves. `work` may run again when the engine asks for a
   * retry, so it must have no effect but on `tx`.
   */
  write<T>(work: (tx: Tx) => Promise<T>, options?: WriteOptions): Promise<T>
  /** Compiles a query once; the answer runs it with parameters. For hot paths: no query tree is walked per call. */
  prepare<P extends object, R>(build: (db: Kysely<Database>, params: P) => Compilable<R>): (params: P) => Promise<R[]>
  /** As `prepare`, for many sets of parameters at a time: reads done side by side cost a fraction of reads done one by one. */
  prepareMany<P extends object, R>(
    build: (db: Kysely<Database>, params: P) => Compilable<R>,
  ): (paramSets: readonly P[]) => Promise<R[][]>
  /** `column in (keys)` for any number of 16-byte keys, as one parameter. */
  keyIn<T extends keyof Database>(column: string, keys: readonly Uint8Array[]): InCondition<T>
  /** `column in (values)` for any number of texts, as one parameter. */
  textIn<T extends keyof Database>(column: string, values: readonly string[]): InCondition<T>
  /** Any number of 16-byte keys as a table with the one column `key`, as one parameter. */
  keyTable<A extends string>(keys: readonly Uint8Array[], alias: A): AliasedRawBuilder<{ key: Uint8Array }, A>
  /** Creates what the store itself keeps in the database. `migrate` calls it. */
  initialise(): Promise<void>
  /** Checks that the engine answers. */
  ping(): Promise<void>
  /** What the database takes up, as far as the engine tells that without reading it. */
  size(): Promise<StoreSize>
  close(): Promise<void>
}

/** What a database takes up on its disk. What is absent the engine does not tell. */
export interface StoreSize {
  readonly bytes?: number
  /** Of these, room that is free within: deleted and not used again yet. */
  readonly freeBytes?: number
  /** What was written and waits to be copied into its place. */
  readonly logBytes?: number
  readonly tables: readonly {
    readonly table: string
    /** With its indexes. */
    readonly bytes?: number
    /** About. */
    readonly rows?: number
  }[]
}

// biome-ignore lint/suspicious/noExplicitAny: a condition that fits the builder of any table set
export type InCondition<T extends keyof Database> = (eb: ExpressionBuilder<any, T>) => any

export interface WriteOptions {
  /**
   * For large transactions that would only make each other run again: they wait for each other instead, on engines that can. It changes
   * no result.
   */
  readonly inTurn?: boolean
  /**
   * For what may be lost in a power cut: committed for everybody to see when the promise resolves, and safe from a crash of the process,
   * but not waited for until it is on the disk, on engines that can.
   */
  readonly unsynced?: boolean
}

/** A running transaction. */
export interface Tx {
  readonly db: Transaction<Database>
  /** Inserts many rows by the engine's fast way. Rows come sorted by primary key where that key is random. */
  insertMany<T extends keyof Database>(
    table: T,
    columns: readonly (keyof Database[T] & string)[],
    rows: Iterable<unknown[]>,
  ): Promise<void>
  /** Runs one statement with many parameter sets, compiled once. */
  runMany<P extends object>(
    build: (db: Kysely<Database>, params: P) => Compilable<unknown>,
    paramSets: Iterable<P>,
  ): Promise<void>
}
