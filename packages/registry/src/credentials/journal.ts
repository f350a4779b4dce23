import type { Registry } from '../context.ts'
import { appendJournal } from '../journal/index.ts'
import { systemPrincipal } from '../organizations/index.ts'
import { delayAfter } from './failure-rules.ts'
import type { FailureKey } from './failures.ts'
import type { PersonRef } from './person-ref.ts'

/** Somebody whose failures are counted; without an account for an address that nobody has. */
type Counted = FailureKey & { readonly account?: PersonRef | undefined }

/**
 * Writes down that a person is delayed now. Single failures are counted only: each delay is longer than the one before, so the journal
 * cannot be flooded.
 */
export async function journalDelay<K extends Counted>(
  registry: Registry,
  tried: readonly K[],
  failures: ReadonlyMap<K, number>,
  requestId: string | undefined,
): Promise<void> {
  const now = registry.now()
  const delayed = tried.flatMap(each => {
    const count = failures.get(each) ?? 0
    return each.account !== undefined && delayAfter(each.rule, count) > 0 ? [{ person: each.account, count }] : []
  })
  if (delayed.length === 0) return
  await registry.store.write(async tx => {
    await appendJournal(
      tx,
      { ...systemPrincipal, ...(requestId !== undefined && { requestId }) },
      now,
      delayed.map(({ person, count }) => ({
        organizationId: person.organizationId,
        action: 'sign-in.delayed',
        subjectKind: 'person',
        subjectId: person.personId,
        after: { failures: count },
      })),
    )
  })
}
