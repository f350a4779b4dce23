import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { refuseUnfinishedCopy } from './copy/progress.ts'
import { engines } from './engines.ts'
import { hasTable } from './has-table.ts'
import type { Migration } from './migration.ts'
import { migrations } from './migrations/index.ts'
import type { Database } from './schema.ts'
import { type SchemaOptions, schemaBuilder } from './schema-builder.ts'
import type { Store } from './store.ts'

export type MigrateOptions = SchemaOptions

async function pendingMigrations(db: Kysely<Database>): Promise<Migration[]> {
  const { rows } = await sql<{ number: number }>`select number from migrations`.execute(db)
  const done = new Set(rows.map(row => row.number))
  return migrations.filter(migration => !done.has(migration.number))
}

/** @returns the number of the migration that was applied; undefined when the schema is up to date. */
async function applyNext(
  store: Store,
  db: Kysely<Database>,
  now: number,
  options: MigrateOptions,
): Promise<number | undefined> {
  const [migration] = await pendingMigrations(db)
  if (!migration) return undefined
  await migration.up(schemaBuilder(db, engines[store.engine], options))
  await sql`insert into migrations (number, name, applied_at) values (${migration.number}, ${migration.name}, ${now})`.execute(
    db,
  )
  return migration.number
}

/** Applies one after the other until nothing is pending. @returns the numbers of what was applied. */
async function applyAll(next: () => Promise<number | undefined>): Promise<number[]> {
  const applied: number[] = []
  for (let number = await next(); number !== undefined; number = await next()) applied.push(number)
  return applied
}

/** Number of the row that says who is migrating, where a transaction cannot keep two apart. */
const lockRow = 0
/** After this time without a word, whoever is migrating is taken to have ended, ms. */
const lockMs = 60_000

/** Waits until nobody else is migrating, then says that we are. */
async function takeLock({ db }: Store): Promise<void> {
  for (;;) {
    const now = Date.now()
    const taken = await sql`insert into migrations (number, name, applied_at) values (${lockRow}, 'running', ${now})
      on conflict (number) do update set applied_at = ${now} where migrations.applied_at < ${now - lockMs}`.execute(db)
    if (taken.numAffectedRows === 1n) return
    await pause(100)
  }
}

/** Steps that may run again, one statement at a time: for engines whose schema changes are not transactional. */
async function migrateStepwise(store: Store, now: number, options: MigrateOptions): Promise<number[]> {
  if ((await pendingMigrations(store.db)).length === 0) return []
  await takeLock(store)
  try {
    return await applyAll(() => applyNext(store, store.db, now, options))
  } finally {
    await sql`delete from migrations where number = ${lockRow}`.execute(store.db)
  }
}

/** Brings the schema of any store up to date, also of one that is not to be used yet. @returns as `migrate`. */
export async function bringUpToDate(store: Store, now: number, options: MigrateOptions = {}): Promise<number[]> {
  await store.initialise()
  if (!engines[store.engine].transactionalDdl) return migrateStepwise(store, now, options)
  // Each with its check in a transaction of its own: one that runs again does not take all before it along.
  return applyAll(() => store.write(tx => applyNext(store, tx.db, now, options), { inTurn: true }))
}

/**
 * Brings the schema up to date. Safe when several instances start at once.
 * @returns the numbers of the migrations that were applied now.
 * @throws StoreToolError when the store is an unfinished copy.
 */
export async function migrate(store: Store, now: number = Date.now(), options: MigrateOptions = {}): Promise<number[]> {
  await refuseUnfinishedCopy(store)
  return bringUpToDate(store, now, options)
}

export interface AppliedMigration {
  readonly number: number
  readonly name: string
  readonly applied_at: number
}

/** What was done to a store so far, oldest first; nothing when it holds no registry. */
export async function appliedMigrations(store: Store): Promise<AppliedMigration[]> {
  if (!(await hasTable(store, 'migrations'))) return []
  const { rows } = await sql<AppliedMigration>`select number, name, applied_at from migrations
    where number <> ${lockRow} order by number`.execute(store.db)
  return rows
}
