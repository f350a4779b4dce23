import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { type Compilable, Kysely, SqliteDialect, sql } from 'kysely'
import { bindParameters, paramProxy } from '../prepare.ts'
import type { Database } from '../schema.ts'
import { scopeColumn } from '../schema.ts'
import { scopeGuard } from '../scope.ts'
import type { InCondition, Store, Tx } from '../store.ts'
import type { Turns } from '../turns.ts'
import { Neighbours } from './neighbours.ts'
import { sqliteSize } from './size.ts'

const statementCacheSize = 500

/**
 * 256 MiB: keys are spread over the whole index, and a page that several transactions change is copied once. Measured beforehand at
 * 1,000,000 keys: 24,000 to 27,000 a second with 1,000 rows a transaction, 40,000 to 55,000 with 10,000 and a limit of this size.
 */
const checkpointPages = 16_384
const checkpointMs = 5000

/** Nobody else writes. */
const noTurns: Turns = { take: async () => () => undefined }

/** Pages that a connection which only reads keeps, KiB: they lie in the memory of the operating system, once for all connections. */
const readerKib = 8_192

/** What Kysely's SQLite driver expects of a database, over `node:sqlite`, with statements prepared once. */
class Connection {
  readonly database: DatabaseSync
  readonly #statements = new Map<string, { reader: boolean; statement: StatementSync }>()

  constructor(path: string, cachedKib: number) {
    // Waiting for a lock comes first: an instance that starts beside another one meets locks from the first statement on.
    this.database = new DatabaseSync(path, { timeout: 10_000 })
    // A 16 KiB page holds the sealed hash of a factory record without overflow pages; FULL keeps every acknowledged write over a power cut.
    this.database.exec(`
      pragma page_size = 16384;
      pragma journal_mode = wal;
      pragma synchronous = full;
      pragma cache_size = -${cachedKib};
      pragma temp_store = memory;
    `)
  }

  statement(text: string): { reader: boolean; statement: StatementSync } {
    const known = this.#statements.get(text)
    if (known !== undefined) return known
    // Readers take no lock in WAL; writers take theirs at once, so that a transaction never fails half-way for want of it.
    const statement = this.database.prepare(text === 'begin' ? 'begin immediate' : text)
    const made = { reader: statement.columns().length > 0, statement }
    if (this.#statements.size >= statementCacheSize) {
      const oldest = this.#statements.keys().next().value
      if (oldest !== undefined) this.#statements.delete(oldest)
    }
    this.#statements.set(text, made)
    return made
  }

  prepare(text: string) {
    const { reader, statement } = this.statement(text)
    return {
      reader,
      all: (parameters: readonly unknown[]) => statement.all(...(parameters as SQLInputValue[])),
      run: (parameters: readonly unknown[]) => statement.run(...(parameters as SQLInputValue[])),
      iterate: (parameters: readonly unknown[]) => statement.iterate(...(parameters as SQLInputValue[])),
    }
  }

  close(): void {
    this.#statements.clear()
    if (this.database.isOpen) this.database.close()
  }
}

const lists: Pick<Store, 'keyIn' | 'keyTable' | 'textIn'> = {
  keyIn: (column, keys) => inCondition(column, sql`unhex(value)`, keys.map(toHex)),
  keyTable: (keys, alias) =>
    sql<{ key: Uint8Array }>`(select unhex(value) as key from json_each(${JSON.stringify(keys.map(toHex))}))`.as(alias),
  textIn: (column, values) => inCondition(column, sql`value`, values),
}

/** As much of the file as SQLite maps at most. */
const mappedBytes = 2 ** 31

export interface SqliteOptions {
  /** The line in which the stores of one process wait for the write lock; without it, this store expects to be the only one. */
  readonly turns?: Turns
  /**
   * Whether this store copies what was committed from the write-ahead log into the file, which takes up to a second: true unless another
   * store of the process, in a thread that nobody waits for, does it for all.
   */
  readonly checkpoints?: boolean
  /**
   * Pages that the writing connection keeps, KiB; default 65,536. Random keys of many rows meet the same pages again; a store that writes
   * little, or one row after the other, needs fewer.
   */
  readonly cachedKib?: number
}

/** SQLite in one file: one connection writes, two read beside it (WAL). */
export function openSqlite(
  path: string,
  { turns = noTurns, checkpoints = true, cachedKib = 65_536 }: SqliteOptions = {},
): Store {
  const writer = new Connection(path, cachedKib)
  writer.database.exec(`pragma wal_autocheckpoint = ${checkpoints ? checkpointPages : 0}`)
  // The writer waits for its turn without blocking the process, see whenUnlocked.
  writer.database.exec('pragma busy_timeout = 0')
  const reader = new Connection(path, readerKib)
  const writeDb = new Kysely<Database>({ dialect: new SqliteDialect({ database: writer }), plugins: [scopeGuard] })
  const readDb = new Kysely<Database>({ dialect: new SqliteDialect({ database: reader }), plugins: [scopeGuard] })
  const hotReader = new Connection(path, readerKib)
  hotReader.database.exec(`pragma mmap_size = ${mappedBytes}`)
  const neighbours = new Neighbours(path)
  let queue: Promise<unknown> = Promise.resolve()
  const checkpoint = () => {
    queue = queue.then(() => writer.database.exec('pragma wal_checkpoint(passive)')).catch(() => undefined)
  }
  // What other stores of the process wrote counts for the limit only when this one commits next.
  const checkpointTimer = checkpoints && turns !== noTurns ? setInterval(checkpoint, checkpointMs).unref() : undefined

  const bulk = bulkWrites(writer, writeDb)

  return {
    engine: 'sqlite',
    db: readDb,
    write(work, { unsynced = false } = {}) {
      const turn = queue.then(async () => {
        const done = await turns.take()
        try {
          // In WAL mode, NORMAL keeps a commit over a crash of the process, and writes it to the disk with the next one that is waited for.
          writer.statement(`pragma synchronous = ${unsynced ? 'normal' : 'full'}`).statement.run()
          return await whenUnlocked(neighbours, () => writeDb.transaction().execute(db => work({ db, ...bulk })))
        } finally {
          done()
        }
      })
      queue = turn.catch(() => undefined)
      return turn
    },
    ...preparedReads(hotReader, readDb),
    ...lists,
    initialise: () =>
      whenUnlocked(neighbours, async () =>
        writer.database.exec(
          'create table if not exists migrations (number integer primary key, name text not null, applied_at integer not null)',
        ),
      ),
    async ping() {
      reader.statement('select 1').statement.get()
    },
    size: async () =>
      sqliteSize(path, pragma => Object.values(reader.statement(`pragma ${pragma}`).statement.get() ?? {})),
    async close() {
      clearInterval(checkpointTimer)
      await queue
      await writeDb.destroy()
      await readDb.destroy()
      for (const part of [writer, reader, hotReader, neighbours]) part.close()
    },
  }
}

/** The fast ways to write many rows: statements prepared once, run for each. */
function bulkWrites(writer: Connection, writeDb: Kysely<Database>): Pick<Tx, 'insertMany' | 'runMany'> {
  const insertMany: Tx['insertMany'] = async (table, columns, rows) => {
    const scope = scopeColumn[table]
    if (scope !== undefined && !(columns as readonly string[]).includes(scope))
      throw new Error(`insertMany into ${table} lacks ${scope}`)
    const marks = columns.map(() => '?').join(', ')
    const { statement } = writer.statement(
      `insert into "${table}" (${columns.map(c => `"${c}"`).join(', ')}) values (${marks})`,
    )
    for (const row of rows) statement.run(...(row as SQLInputValue[]))
  }

  const runMany: Tx['runMany'] = async <P extends object>(
    build: (db: Kysely<Database>, params: P) => Compilable<unknown>,
    paramSets: Iterable<P>,
  ) => {
    const compiled = build(writeDb, paramProxy<P>()).compile()
    const bind = bindParameters(compiled.parameters)
    const { statement } = writer.statement(compiled.sql)
    for (const params of paramSets) statement.run(...(bind(params) as SQLInputValue[]))
  }
  return { insertMany, runMany }
}

/**
 * Queries that are compiled once. They have a connection of their own, which reads the file as mapped memory: nothing is copied, and what
 * it has read stays read when the writer commits, where a connection's own cache is emptied.
 */
function preparedReads(connection: Connection, db: Kysely<Database>): Pick<Store, 'prepare' | 'prepareMany'> {
  const begin = connection.database.prepare('begin deferred')
  const commit = connection.database.prepare('commit')
  const compile = <P extends object, R>(build: (db: Kysely<Database>, params: P) => Compilable<R>) => {
    const compiled = build(db, paramProxy<P>()).compile()
    const bind = bindParameters(compiled.parameters)
    return (params: P) => connection.statement(compiled.sql).statement.all(...(bind(params) as SQLInputValue[])) as R[]
  }
  return {
    prepare(build) {
      const one = compile(build)
      return async params => one(params)
    },
    prepareMany(build) {
      const one = compile(build)
      return async paramSets => {
        if (paramSets.length < 2) return paramSets.map(one)
        // Taking and dropping the read lock costs as much as a read.
        begin.run()
        try {
          return paramSets.map(one)
        } finally {
          commit.run()
        }
      }
    },
  }
}

const busy = 5
const patienceMs = 10_000

/**
 * Runs a transaction again while another process, or another store of this one, holds the write lock. Only its beginning can meet
 * the lock (`begin immediate`), so nothing has happened by then.
 */
async function whenUnlocked<T>(neighbours: Neighbours, transaction: () => Promise<T>): Promise<T> {
  await neighbours.letFirst()
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await transaction()
    } catch (error) {
      // The low byte is the code, the rest tells its kind.
      const code = (error as { errcode?: number }).errcode ?? 0
      if ((code & 0xff) !== busy || performance.now() > deadline) throw error
      neighbours.knock()
      await pause(1 + Math.random() * 4)
    }
  }
}

const toHex = (key: Uint8Array): string => Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('hex')

function inCondition<T extends keyof Database>(
  column: string,
  item: ReturnType<typeof sql>,
  values: readonly string[],
): InCondition<T> {
  // The list travels as one JSON parameter, so its length changes neither the statement nor its plan.
  return eb => eb(column as never, 'in', sql`(select ${item} from json_each(${JSON.stringify(values)}))` as never)
}
