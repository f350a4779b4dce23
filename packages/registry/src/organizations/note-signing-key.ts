import { appendJournal } from '../journal/index.ts'
import type { Tx } from '../store/index.ts'
import { systemPrincipal } from './bootstrap.ts'
import { type Principal, registryId } from './principal.ts'

/** Writes a new key of tokens into the operators' journal. @param by who had it made; the registry itself when absent. */
export async function noteSigningKey(
  tx: Tx,
  now: number,
  { keyId, signsFrom, othersDropped }: { keyId: string; signsFrom: number; othersDropped: boolean },
  by: { readonly principal: Principal; readonly reason?: string } = { principal: systemPrincipal },
): Promise<void> {
  await appendJournal(tx, by.principal, now, [
    {
      organizationId: registryId,
      action: 'signing-key.created',
      subjectKind: 'signing-key',
      subjectId: keyId,
      after: { signsFrom, othersDropped },
      ...(by.reason !== undefined && { reason: by.reason }),
    },
  ])
}
