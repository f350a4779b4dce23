import type { PoolClient } from 'pg'
import { firstIdAt } from '../../ids.ts'

/** How long a mark is kept: far longer than anybody goes on asking for it, ms. */
const keepMs = 3_600_000

/**
 * Whether the transaction with this mark was committed. Asking settles it: where there is no mark, the question leaves one that says no,
 * so that a commit that is still under way can no longer succeed. The same answer comes however often it is asked. It is a write in any
 * case: when it is through, the commit that it tells of is with the followers too, even if that one was torn off before.
 */
export async function wasCommitted(client: PoolClient, mark: string): Promise<boolean> {
  const { rows } = await client.query(
    `insert into write_marks (id, committed) values ($1, 0)
     on conflict (id) do update set committed = write_marks.committed returning committed`,
    [mark],
  )
  return rows[0]?.committed === 1
}

/** Marks are UUIDv7, so those of before a time are one range of the key. */
export async function dropOldMarks(client: PoolClient, now: number): Promise<void> {
  await client.query('delete from write_marks where id < $1', [firstIdAt(now - keepMs)])
}
