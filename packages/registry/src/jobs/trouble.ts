import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../store/index.ts'

/** A job that failed so often needs somebody's attention. */
export const oftenFailed = 3

/** Column `last_error` of a query on batches: what went wrong last, when the job of the batch fails again and again. */
export function batchTrouble(eb: ExpressionBuilder<Database, 'batches'>) {
  return eb
    .selectFrom('jobs')
    .select('jobs.last_error')
    .whereRef('jobs.organization_id', '=', 'batches.tenant_id')
    .whereRef('jobs.subject_id', '=', 'batches.id')
    .where('jobs.kind', '=', 'process-batch')
    .where('jobs.attempts', '>=', oftenFailed)
    .where('jobs.last_error', 'is not', null)
    .limit(1)
    .as('last_error')
}
