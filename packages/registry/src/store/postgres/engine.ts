import { type Compilable, Kysely, sql } from 'kysely'
import type { EngineName } from '../engines.ts'
import { bindParameters, paramProxy } from '../prepare.ts'
import type { Database } from '../schema.ts'
import { scopeGuard } from '../scope.ts'
import type { Store } from '../store.ts'
import { binaryArray } from './arrays.ts'
import { readDialect } from './driver.ts'
import { createOwnTables } from './own-tables.ts'
import { openPool, type PoolOptions } from './pool.ts'
import { retrying } from './retry.ts'
import { postgresSize } from './size.ts'
import { writer } from './write.ts'

export interface PostgresOptions extends PoolOptions {
  /** The engine whose capabilities are used; `postgres` when absent. */
  readonly engine?: Exclude<EngineName, 'sqlite'>
}

const lists: Pick<Store, 'keyIn' | 'keyTable' | 'textIn'> = {
  keyIn: (column, keys) => eb => eb(column as never, '=', sql`any(${binaryArray('bytes', keys)}::bytea[])` as never),
  keyTable: (keys, alias) =>
    sql<{ key: Uint8Array }>`(select unnest(${binaryArray('bytes', keys)}::bytea[]) as key)`.as(alias),
  // Without a type: the server takes that of the column, which may be uuid.
  textIn: (column, values) => eb => eb(column as never, '=', sql`any(${values})` as never),
}

/** A connection that broke while nobody used it says nothing about the server; but who asks whether it is there does not wait for long. */
const pingPatienceMs = 500

/** A store on PostgreSQL, or on an engine that speaks its protocol. Nothing is connected before the first statement. */
export function openPostgres(url: string, options: PostgresOptions = {}): Store {
  const engine = options.engine ?? 'postgres'
  const pool = openPool(url, options)
  const { write, settled } = writer(pool, engine)
  const dialect = readDialect((text, values) => pool.read({ text, values }))
  const db = new Kysely<Database>({ dialect, plugins: [scopeGuard] })
  let statements = 0
  const compile = <P extends object>(build: (db: Kysely<Database>, params: P) => Compilable<unknown>) => {
    const compiled = build(db, paramProxy<P>()).compile()
    const bind = bindParameters(compiled.parameters)
    const name = `hailport_${++statements}`
    return (params: P) => ({ name, text: compiled.sql, values: bind(params) })
  }
  return {
    engine,
    db,
    write,
    prepare(build) {
      const query = compile(build)
      return async params => (await pool.read(query(params))).rows
    },
    prepareMany(build) {
      const query = compile(build)
      return async paramSets => (await pool.readAll(paramSets.map(query))).map(result => result.rows)
    },
    ...lists,
    initialise: () => retrying(() => pool.withClient(createOwnTables)),
    async ping() {
      await retrying(() => pool.withClient(client => client.query('select 1')), pingPatienceMs)
    },
    size: () => postgresSize(pool, engine),
    async close() {
      await settled()
      await pool.end()
    },
  }
}
