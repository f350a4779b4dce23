import { appendJournal } from '../journal/index.ts'
import type { Tx } from '../store/index.ts'
import { systemPrincipal } from './bootstrap.ts'
import { registryId } from './principal.ts'

/** Writes a new key of tokens into the operators' journal. */
export async function noteSigningKey(
  tx: Tx,
  now: number,
  { keyId, signsFrom, othersDropped }: { keyId: string; signsFrom: number; othersDropped: boolean },
): Promise<void> {
  await appendJournal(tx, systemPrincipal, now, [
    {
      organizationId: registryId,
      action: 'signing-key.created',
      subjectKind: 'signing-key',
      subjectId: keyId,
      after: { signsFrom, othersDropped },
    },
  ])
}
