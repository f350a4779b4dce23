/**
 * `npm run postgres`: a PostgreSQL server for a look at tests or the service on it. Prints its URL and runs until it is ended.
 */
import { startPostgres } from '../packages/registry/src/testing/postgres-server.ts'

const server = await startPostgres({ settings: { fsync: 'off' } })
console.log(`PostgreSQL ${server.version}: ${server.url}`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.stop())
