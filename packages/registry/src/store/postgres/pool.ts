import pg, { type ClientBase, type PoolClient } from 'pg'
import { isConnectionLost, readOnly } from './faults.ts'
import { retrying } from './retry.ts'

// Times and counts fit a number; the driver would hand out text.
const int8 = 20
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format as 'text'),
}

/** The connections of a store. */
export interface Pool {
  connect(): Promise<PoolClient>
  /** Lends a connection; one that broke is not used again. */
  withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T>
  /** One statement that only reads, on any connection, again if need be. */
  read(query: pg.QueryConfig): Promise<pg.QueryResult>
  /** Several of them on one connection, none waiting for the one before. */
  readAll(queries: readonly pg.QueryConfig[]): Promise<pg.QueryResult[]>
  end(): Promise<void>
}

export interface PoolOptions {
  /** Connections of this store; 10 when absent. */
  readonly connections?: number
  /** Stands between the store and each connection that it takes: how tests make connections fail. */
  readonly intercept?: (client: PoolClient) => PoolClient
}

/**
 * A follower is no place to read from either: it may lack what was acknowledged. One that is about to lead is met for some moments during
 * a failover; a leader never turns into a follower without losing its connections, so it is enough to ask once.
 */
async function prepareConnection(client: ClientBase): Promise<void> {
  client.on('error', () => undefined)
  const { rows } = await client.query('show transaction_read_only')
  if (rows[0]?.transaction_read_only === 'on')
    throw Object.assign(new Error('The database server takes no writes: it is a follower, or set so.'), {
      code: readOnly,
    })
}

export function openPool(url: string, { connections = 10, intercept }: PoolOptions): Pool {
  const config: pg.PoolConfig & { pipeline: boolean } = {
    connectionString: url,
    max: connections,
    types: types as pg.CustomTypesConfig,
    // Statements of one transaction that need no answer are sent behind each other.
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    // A host that vanished says nothing: without a limit its connections would wait for ever.
    query_timeout: 120_000,
    application_name: 'hailport',
    onConnect: prepareConnection,
  }
  const pool = new pg.Pool(config)
  // A connection that breaks is replaced. Without listeners it would end the process: the pool's hears of idle ones only, and one that is
  // lent out may break between two statements; then the next one fails.
  pool.on('error', () => undefined)
  const connect = async () => {
    const client = await pool.connect()
    return intercept?.(client) ?? client
  }
  const withClient: Pool['withClient'] = async work => {
    const client = await connect()
    try {
      const result = await work(client)
      client.release()
      return result
    } catch (error) {
      client.release(isConnectionLost(error))
      throw error
    }
  }
  return {
    connect,
    withClient,
    read: query => retrying(() => withClient(client => client.query(query))),
    readAll: queries => retrying(() => withClient(client => Promise.all(queries.map(query => client.query(query))))),
    async end() {
      if (!pool.ended) await pool.end()
    },
  }
}
