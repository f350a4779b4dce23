import { resolve } from 'node:path'
import { sql } from 'kysely'
import { hasTable } from '../has-table.ts'
import { appliedMigrations } from '../migrate.ts'
import { migrations } from '../migrations/index.ts'
import { sqlitePath } from '../open-named.ts'
import type { Store } from '../store.ts'
import { StoreToolError } from '../tool-error.ts'
import { type CopyHead, copyHead } from './progress.ts'

export const refused = (why: string, remedy: string) =>
  new StoreToolError({ what: 'The store cannot be copied', why, remedy })

/** Where a URL leads, without who asks: a path or a server's database. */
export function placeOf(url: string): string {
  const path = sqlitePath(url)
  if (path !== undefined) return `sqlite:${resolve(path)}`
  if (!URL.canParse(url)) return url
  const { hostname, port, pathname } = new URL(url)
  return `${hostname}:${port || 5432}${pathname}`
}

/** What tells the source from every other. @throws StoreToolError when it is not one of this version. */
export async function sourceName(url: string, source: Store): Promise<string> {
  const applied = await appliedMigrations(source)
  if (applied.length === 0) throw refused('the source holds no registry', 'Check --from.')
  const [here, there] = [migrations, applied].map(list => list.map(({ number }) => number).join(' '))
  if (here !== there)
    throw refused(
      `the schema of the source is of another version (migrations ${there}; this version has ${here})`,
      'Bring it up to date with `hailport store migrate`, or use the version that it was last used with.',
    )
  return `${placeOf(url)} ${applied.map(({ number, applied_at }) => `${number}@${applied_at}`).join(' ')}`
}

const fresh = 'Name an empty database as --to; of a PostgreSQL server, `createdb` makes one.'

/** The copy that the target is; nothing when it is empty. @throws StoreToolError when it holds anything else. */
export async function targetOf(
  target: Store,
  source: string,
  tables: readonly string[],
): Promise<CopyHead | undefined> {
  const head = await copyHead(target)
  if (head !== undefined) {
    if (head.source === source) return head
    throw refused('the target is a copy of another source, finished or not', fresh)
  }
  for (const table of tables) {
    if (!(await hasTable(target, table))) continue
    const { rows } = await sql`select 1 from ${sql.table(table)} limit 1`.execute(target.db)
    if (rows.length > 0) throw refused(`the target holds a registry already (table ${table} has rows)`, fresh)
  }
  return undefined
}
