import { type Store, scopeTo } from '../store/index.ts'
import type { RowAnswer } from './decide.ts'
import type { IdentifiedItem } from './prepared.ts'
import type { Submission } from './submission.ts'

/** Stands for every row that has no answer of its own. */
export const allRows = -1

/** What the customer has said about the rows of a chunk. A row's own answer counts before the one for all, but not when time is up. */
export async function fetchAnswers(
  db: Store['db'],
  { tenantId, batchId }: Pick<Submission, 'tenantId' | 'batchId'>,
  items: readonly Pick<IdentifiedItem, 'position'>[],
): Promise<(position: number) => RowAnswer | undefined> {
  const first = items[0]?.position ?? 0
  const last = items.at(-1)?.position ?? 0
  const rows = await scopeTo(db, tenantId)
    .selectFrom('batch_answers')
    .select(['position', 'answer'])
    .where('batch_id', '=', batchId)
    .where(eb => eb.or([eb('position', '=', allRows), eb.between('position', first, last)]))
    .execute()
  const answers = new Map(rows.map(row => [row.position, row.answer as RowAnswer]))
  const all = answers.get(allRows)
  return position => (all === 'expired' ? all : (answers.get(position) ?? all))
}
