import type { EngineName } from '../engines.ts'
import { engines } from '../engines.ts'
import type { StoreSize } from '../store.ts'
import type { Pool } from './pool.ts'

/** Partitions count for their table. Rows are those of the last look of the server itself; -1 before the first. */
const tableSizes = `
  select coalesce(whole.relname, part.relname) as name,
    sum(greatest(part.reltuples, 0))::bigint as rows,
    bool_and(part.reltuples >= 0) as known,
    sum(pg_total_relation_size(part.oid))::bigint as bytes
  from pg_class part
    left join pg_inherits on pg_inherits.inhrelid = part.oid
    left join pg_class whole on whole.oid = pg_inherits.inhparent
  where part.relkind = 'r' and part.relnamespace = current_schema()::regnamespace
  group by 1 order by bytes desc, name`

/** What the database takes up, from the catalogue of the server. Nothing where the engine keeps rows on other machines. */
export async function postgresSize(pool: Pick<Pool, 'read'>, engine: EngineName): Promise<StoreSize> {
  if (!engines[engine].knowsSizes) return { tables: [] }
  const { rows } = await pool.read({ text: tableSizes, values: [] })
  const tables = rows.map(row => ({
    table: String(row.name),
    bytes: Number(row.bytes),
    ...(row.known && { rows: Number(row.rows) }),
  }))
  return { bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0), tables }
}
