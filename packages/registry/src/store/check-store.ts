import { tableShapes } from './columns.ts'
import { copyHead } from './copy/progress.ts'
import { countOfEveryOwner } from './copy/read-pages.ts'
import type { EngineName } from './engines.ts'
import { hasTable } from './has-table.ts'
import { appliedMigrations, migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { openExisting, openNamed } from './open-named.ts'

/** What a look at a store tells. */
export interface StoreCheck {
  readonly engine: EngineName
  /** Numbers of the migrations that were applied, and of those that this version would apply. */
  readonly applied: readonly number[]
  readonly pending: readonly number[]
  /** Whether it is a copy that was not finished. */
  readonly unfinishedCopy: boolean
  readonly tables: readonly { readonly table: string; readonly rows: number }[]
}

/** Looks at a store and changes nothing. @throws StoreToolError when there is none. */
export async function checkStore(url: string): Promise<StoreCheck> {
  const store = openExisting(url)
  try {
    await store.ping()
    const applied = (await appliedMigrations(store)).map(({ number }) => number)
    const pending = migrations.map(({ number }) => number).filter(number => !applied.includes(number))
    const tables: { table: string; rows: number }[] = []
    for (const table of Object.keys(await tableShapes()))
      if (await hasTable(store, table)) tables.push({ table, rows: await countOfEveryOwner(store.db, table) })
    const copy = await copyHead(store)
    return {
      engine: store.engine,
      applied,
      pending,
      unfinishedCopy: copy !== undefined && copy.verifiedAt === undefined,
      tables,
    }
  } finally {
    await store.close()
  }
}

/** Brings the schema of a store up to date; makes it where there is none. @returns the migrations that were applied now. */
export async function migrateStore(url: string): Promise<{ number: number; name: string }[]> {
  const store = openNamed(url)
  try {
    const applied = await migrate(store)
    return migrations.filter(({ number }) => applied.includes(number)).map(({ number, name }) => ({ number, name }))
  } finally {
    await store.close()
  }
}
