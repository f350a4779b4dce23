import type { Registry } from '../context.ts'
import { DeviceIndex } from '../identity/index.ts'
import type { Actor } from '../journal/index.ts'
import type { Store, Tx } from '../store/index.ts'
import { type Decision, decide, type Facts, type HeldDevice } from './decide.ts'
import { fetchFacts } from './facts.ts'
import type { Outcome } from './outcome.ts'
import type { IdentifiedRows } from './prepared.ts'
import type { Submission } from './submission.ts'
import { writeDecisions } from './write.ts'

function toOutcome(decision: Decision & { deviceId?: string }): Outcome {
  const { code, message, field, warnings, item, existing } = decision
  const device = decision.bind ?? decision.awaiting
  const deviceId = decision.deviceId ?? existing?.deviceId
  const serialNumber = device?.serialNumber ?? item.row.serialNumber
  const productKeyId = device?.productKeyId ?? item.row.productKeyId
  return {
    position: item.position,
    status: decision.status,
    ...(deviceId !== undefined && { deviceId }),
    ...(code !== undefined && { code }),
    ...(message !== undefined && { message }),
    ...(field !== undefined && { field }),
    ...(warnings.length > 0 && { warnings }),
    ...(serialNumber != null && { serialNumber }),
    ...(productKeyId != null && { productKeyId }),
  }
}

/** Facts, decision and write of one chunk, in the caller's transaction: the one path by which registrations come to be. */
export async function settleChunk(
  tx: Tx,
  registry: Registry,
  actor: Actor,
  submission: Submission,
  { items, blocks }: IdentifiedRows,
): Promise<Outcome[]> {
  const facts = await fetchFacts(registry, tx.db, submission, items)
  const decisions = decide(items, facts)
  await writeDecisions(tx, registry, actor, submission, facts.consentId, decisions, blocks)
  return decisions.map(toOutcome)
}

/** What a dry run would have bound so far: later chunks must see it. */
export interface Rehearsal {
  readonly devices: Facts['devices']
  used: number
}

/** The same without the write. `remember` tells the rehearsal: once, when it is certain that the chunk counts. */
export async function rehearseChunk(
  registry: Registry,
  db: Store['db'],
  submission: Submission,
  { items }: IdentifiedRows,
  rehearsal: Rehearsal,
): Promise<{ outcomes: Outcome[]; remember(): void }> {
  const facts = await fetchFacts(registry, db, submission, items)
  const consent = facts.consent.live
    ? { ...facts.consent, remaining: facts.consent.remaining - rehearsal.used }
    : facts.consent
  const own = new DeviceIndex<HeldDevice>()
  const added: Parameters<typeof own.add>[] = []
  const devices: Facts['devices'] = {
    find: keys => [...facts.devices.find(keys), ...rehearsal.devices.find(keys), ...own.find(keys)],
    add(...device) {
      own.add(...device)
      added.push(device)
    },
  }
  const decisions = decide(items, { ...facts, consent, devices })
  const outcomes = decisions.map(({ deviceId: _, existing, ...decision }) => {
    // A device that would only be made by this run has no id that means anything later.
    const known = existing && existing.batchId !== submission.batchId ? { existing } : {}
    return toOutcome({ ...decision, ...known })
  })
  const remember = () => {
    for (const device of added) rehearsal.devices.add(...device)
    rehearsal.used += decisions.filter(decision => decision.status === 'registered').length
  }
  return { outcomes, remember }
}
