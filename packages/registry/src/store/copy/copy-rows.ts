import type { Kysely } from 'kysely'
import type { TableShape } from '../columns.ts'
import type { Database } from '../schema.ts'
import type { Store } from '../store.ts'
import { keepProgress, tableProgress } from './progress.ts'
import { keyOf, pagesOfEveryOwner } from './read-pages.ts'

/**
 * Copies the rows of a table that the target lacks, each page in one transaction with how far it has come.
 * @param tell is told the rows that are there, page by page.
 */
export async function copyRows(
  source: Kysely<Database>,
  target: Store,
  table: string,
  shape: TableShape,
  tell: (rows: number) => void,
): Promise<void> {
  let progress = await tableProgress(target, table)
  tell(progress.rows)
  if (progress.done) return
  const columns = Object.keys(shape.columns)
  for await (const page of pagesOfEveryOwner(source, table, shape, progress.after)) {
    const after = keyOf(page.at(-1) ?? {}, shape)
    const next = { rows: progress.rows + page.length, after, done: false }
    await target.write(async tx => {
      const values = page.map(row => columns.map(column => row[column]))
      await tx.insertMany(table as keyof Database, columns as never[], values)
      await keepProgress(tx, table, next)
    })
    progress = next
    tell(next.rows)
  }
  await target.write(tx => keepProgress(tx, table, { ...progress, done: true }))
}
