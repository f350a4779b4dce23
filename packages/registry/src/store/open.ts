import { engines, isEngineName } from './engines.ts'
import { openPostgres } from './postgres/engine.ts'
import { openSqlite, type SqliteOptions } from './sqlite/engine.ts'
import type { Store } from './store.ts'

/** A database URL that names no engine we have. */
export class DatabaseUrlError extends Error {
  override readonly name = 'DatabaseUrlError'
}

/**
 * Opens the store that a database URL names: `sqlite:PATH`, or `postgres://user:password@host:port/database`, where the scheme is the
 * engine: postgres (or postgresql), citus, yugabytedb, cockroachdb.
 * @param options what concerns SQLite alone.
 * @throws DatabaseUrlError, without repeating the URL: it may hold a password.
 */
export function openStore(url: string, options: SqliteOptions = {}): Store {
  const [, scheme = '', rest = ''] = /^([a-z]+):(.*)$/s.exec(url) ?? []
  const engine = scheme === 'postgresql' ? 'postgres' : scheme
  if (!isEngineName(engine) || rest === '')
    throw new DatabaseUrlError(
      `The database must be sqlite:PATH or ENGINE://user:password@host:port/database, with one of the engines ${Object.keys(engines).join(', ')}.`,
    )
  if (engine === 'sqlite') return openSqlite(rest, options)
  if (!URL.canParse(`postgres:${rest}`))
    throw new DatabaseUrlError(`The database URL after ${engine}: is not well formed.`)
  return openPostgres(`postgres:${rest}`, { engine })
}
