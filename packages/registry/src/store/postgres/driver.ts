import { type CompiledQuery, type DatabaseConnection, type Driver, PostgresDialect, type QueryResult } from 'kysely'
import type { QueryResult as PgResult, PoolClient } from 'pg'
import { idSequence } from '../../ids.ts'
import { isConnectionLost } from './faults.ts'

/** The connection was lost while a commit was under way: whether it happened, only its mark can tell. */
export class CommitUnknownError extends Error {
  override readonly name = 'CommitUnknownError'
  readonly mark: string

  constructor(mark: string, cause: unknown) {
    super('The connection was lost during a commit.', { cause })
    this.mark = mark
  }
}

/** By the clock of the wall, whatever time the registry goes by: old marks are dropped by that. */
const newMark = idSequence()

export type RunQuery = (sql: string, parameters: unknown[]) => Promise<PgResult>

class Connection implements DatabaseConnection {
  readonly run: RunQuery
  readonly client: PoolClient | undefined
  /** Id of the row by which the commit of the running transaction can be recognised. */
  mark = ''
  broken = false

  constructor(run: RunQuery, client?: PoolClient) {
    this.run = run
    this.client = client
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, rowCount, command } = await this.run(query.sql, query.parameters as unknown[])
    return { rows, ...(command !== 'SELECT' && { numAffectedRows: BigInt(rowCount ?? 0) }) }
  }

  async *streamQuery(): AsyncIterableIterator<never> {
    yield* []
    throw new Error('Lists are paged, not streamed.')
  }
}

/** For reads outside of transactions: any connection of the pool will do for each statement. */
class ReadDriver implements Driver {
  readonly #connection: Connection

  constructor(run: RunQuery) {
    this.#connection = new Connection(run)
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    return this.#connection
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(): Promise<never> {
    throw new Error('Transactions go through Store.write().')
  }

  async commitTransaction(): Promise<void> {}
  async rollbackTransaction(): Promise<void> {}
  async destroy(): Promise<void> {}
}

/** For write transactions: each leaves a mark, written in the same message as its commit, by which that commit can be recognised. */
class WriteDriver implements Driver {
  readonly #connect: () => Promise<PoolClient>
  readonly #begin: string

  constructor(connect: () => Promise<PoolClient>, begin: string) {
    this.#connect = connect
    this.#begin = begin
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Connection> {
    const client = await this.#connect()
    return new Connection((sql, parameters) => client.query(sql, parameters), client)
  }

  async releaseConnection({ client, broken }: Connection): Promise<void> {
    client?.release(broken)
  }

  async beginTransaction(connection: Connection): Promise<void> {
    connection.mark = newMark()
    await connection.client?.query(this.#begin)
  }

  async commitTransaction(connection: Connection): Promise<void> {
    try {
      await connection.client?.query(`insert into write_marks (id, committed) values ('${connection.mark}', 1); commit`)
    } catch (error) {
      if (!isConnectionLost(error)) throw error
      connection.broken = true
      throw new CommitUnknownError(connection.mark, error)
    }
  }

  async rollbackTransaction(connection: Connection): Promise<void> {
    if (connection.broken) return
    try {
      await connection.client?.query('rollback')
    } catch {
      // The server rolls back what a lost connection leaves behind; why the transaction failed is what the caller must learn.
      connection.broken = true
    }
  }

  async destroy(): Promise<void> {}
}

class Dialect extends PostgresDialect {
  readonly #driver: () => Driver

  constructor(driver: () => Driver) {
    super({ pool: undefined as never })
    this.#driver = driver
  }

  override createDriver(): Driver {
    return this.#driver()
  }
}

/** Kysely's dialect over single statements. */
export const readDialect = (run: RunQuery): PostgresDialect => new Dialect(() => new ReadDriver(run))

/** Kysely's dialect over marked transactions. @param begin their first statement. */
export const writeDialect = (connect: () => Promise<PoolClient>, begin: string): PostgresDialect =>
  new Dialect(() => new WriteDriver(connect, begin))
