import { existsSync } from 'node:fs'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { type TableShape, tableShapes } from '../columns.ts'
import { engines } from '../engines.ts'
import { bringUpToDate } from '../migrate.ts'
import { openExisting, openNamed, sqlitePath } from '../open-named.ts'
import type { Database } from '../schema.ts'
import type { Store } from '../store.ts'
import { copyRows } from './copy-rows.ts'
import { type Difference, differencesOf } from './differences.ts'
import { placeOf, refused, sourceName, targetOf } from './ends.ts'
import { beginCopy, finishCopy, tableProgress } from './progress.ts'
import { refuseOpenFile, whileQuiet } from './quiet-source.ts'
import { countOfEveryOwner, pagesOfEveryOwner } from './read-pages.ts'

/** How far the work has come. */
export interface CopyProgress {
  readonly phase: 'copy' | 'compare'
  readonly table: string
  /** Rows of the table that are done, and that it has. */
  readonly rows: number
  readonly of: number
  /** The same over all tables of the phase. */
  readonly allRows: number
  readonly ofAll: number
}

export interface CopyOptions {
  /** Database URLs. */
  readonly from: string
  readonly to: string
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean
  /** Is told after every page. */
  readonly onProgress?: (progress: CopyProgress) => void
}

export interface CopyReport {
  /**
   * `copied`: now, and found equal; `done-before`: an earlier run had finished, nothing was done; `differs`: see `differences`;
   * `dry-run`.
   */
  readonly outcome: 'copied' | 'done-before' | 'differs' | 'dry-run'
  /** Rows of every table of the source, and how many of them an earlier run had copied. */
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly copiedBefore: number }[]
  /** The first of them. */
  readonly differences: readonly Difference[]
  readonly differenceCount: number
}

const keptDifferences = 50

type Shapes = Readonly<Record<string, TableShape>>
type Tables = CopyReport['tables']

/** Makes what tells the caller how far a phase has come. */
function teller(phase: CopyProgress['phase'], tables: Tables, told: CopyOptions['onProgress']) {
  const done = new Map(tables.map(({ table }) => [table, 0]))
  const ofAll = tables.reduce((sum, { rows }) => sum + rows, 0)
  return (table: string, rows: number): void => {
    done.set(table, rows)
    const allRows = [...done.values()].reduce((sum, each) => sum + each, 0)
    const of = tables.find(each => each.table === table)?.rows ?? 0
    told?.({ phase, table, rows, of, allRows, ofAll })
  }
}

async function compare(
  source: Kysely<Database>,
  target: Store,
  shapes: Shapes,
  tell: (table: string, rows: number) => void,
): Promise<Pick<CopyReport, 'differences' | 'differenceCount'>> {
  const differences: Difference[] = []
  let differenceCount = 0
  for (const [table, shape] of Object.entries(shapes)) {
    const sides = {
      source: pagesOfEveryOwner(source, table, shape),
      target: pagesOfEveryOwner(target.db, table, shape),
    }
    for await (const difference of differencesOf(table, shape, sides, rows => tell(table, rows))) {
      differenceCount += 1
      if (differences.length < keptDifferences) differences.push(difference)
    }
  }
  return { differences, differenceCount }
}

async function listTables(source: Kysely<Database>, copiedBefore: (table: string) => Promise<number>): Promise<Tables> {
  const tables: Tables[number][] = []
  for (const table of Object.keys(await tableShapes()))
    tables.push({ table, rows: await countOfEveryOwner(source, table), copiedBefore: await copiedBefore(table) })
  return tables
}

/** Without figures about its tables, PostgreSQL reads them by plans that fit empty ones until it has looked at them by itself. */
async function takeFigures({ engine, db }: Store, tables: readonly string[]): Promise<void> {
  if (engines[engine].dialect === 'postgres')
    for (const table of tables) await sql`analyze ${sql.table(table)}`.execute(db)
}

const nothing = { tables: [], differences: [], differenceCount: 0 } as const

async function rehearse(from: Store, to: Store | undefined, options: CopyOptions): Promise<CopyReport> {
  const names = Object.keys(await tableShapes())
  const source = await sourceName(options.from, from)
  const known = to && (await targetOf(to, source, names))
  if (known?.verifiedAt !== undefined) return { outcome: 'done-before', ...nothing }
  const before = async (table: string) => (to && known ? (await tableProgress(to, table)).rows : 0)
  return { outcome: 'dry-run', ...nothing, tables: await listTables(from.db, before) }
}

async function copyAll(from: Store, to: Store, options: CopyOptions): Promise<CopyReport> {
  const shapes = await tableShapes()
  const names = Object.keys(shapes)
  const source = await sourceName(options.from, from)
  const known = await targetOf(to, source, names)
  if (known?.verifiedAt !== undefined) return { outcome: 'done-before', ...nothing }
  return whileQuiet(from, names, async db => {
    const head = known ?? { source, startedAt: Date.now() }
    if (known === undefined) await beginCopy(to, head)
    await bringUpToDate(to, Date.now())
    const tables = await listTables(db, async table => (await tableProgress(to, table)).rows)
    const copied = teller('copy', tables, options.onProgress)
    for (const [table, shape] of Object.entries(shapes))
      await copyRows(db, to, table, shape, rows => copied(table, rows))
    const found = await compare(db, to, shapes, teller('compare', tables, options.onProgress))
    if (found.differenceCount > 0) return { outcome: 'differs', tables, ...found }
    await takeFigures(to, names)
    await finishCopy(to, { ...head, verifiedAt: Date.now() })
    return { outcome: 'copied', tables, ...found }
  })
}

/**
 * Copies a whole registry from one store to another, which may be on another engine, and compares every row. Killed and called again,
 * it goes on where it was; the comparison is always of everything, in one run.
 * @throws StoreToolError when the source is in use or the target holds anything but this copy, unfinished.
 */
export async function copyStore(options: CopyOptions): Promise<CopyReport> {
  const { from, to, dryRun = false } = options
  if (placeOf(from) === placeOf(to)) throw refused('source and target are the same', 'Check --from and --to.')
  if (!dryRun) refuseOpenFile(from)
  const source = openExisting(from)
  try {
    const path = sqlitePath(to)
    // A rehearsal leaves no file behind.
    const target = dryRun && path !== undefined && !existsSync(path) ? undefined : openNamed(to)
    try {
      if (dryRun || target === undefined) return await rehearse(source, target, options)
      return await copyAll(source, target, options)
    } finally {
      await target?.close()
    }
  } finally {
    await source.close()
  }
}
