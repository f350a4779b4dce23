import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { Principal } from '../organizations/index.ts'
import { optionalText } from '../text.ts'
import { requireOwnWork, requireRequester } from './access.ts'
import { tellParties } from './journal.ts'
import { moveRequest } from './move.ts'
import { addParty } from './open.ts'
import { type DeskRequest, sideOf, viewRequest } from './request.ts'

/** Hands a draft over to the maker, and shows it to the customer. @throws proof_missing, conflict. */
export async function submitDeskRequest(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
): Promise<DeskRequest> {
  const requester = await requireRequester(registry, principal, tenantId, 'device.read')
  const now = registry.now()
  const row = await registry.store.write(async tx => {
    const before = await requireOwnWork(registry, tx.db, principal, requester, id)
    if (before.proof_digest === null) throw new RegistryError('proof_missing')
    const submitted = { ...before, submitted_at: now }
    if (before.state === 'draft' && before.tenant_id !== before.requester_id)
      await addParty(tx, submitted, before.tenant_id)
    const after = await moveRequest(tx, registry, before, 'submit', { submitted_at: now })
    const { kind, domain, total: devices } = after
    await tellParties(tx, principal, now, after, {
      action: 'desk-request.submitted',
      after: { kind, tenantId, domain, devices },
    })
    return after
  })
  return viewRequest(registry, requester.organizationId, row)
}

/**
 * Gives a request up; who opened it may, and the customer whom it is about. What was approved stays as it is. The proof is deleted.
 * @throws conflict when it has ended.
 */
export async function withdrawDeskRequest(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  reason?: string,
): Promise<DeskRequest> {
  const requester = await requireRequester(registry, principal, tenantId, 'device.read')
  const why = optionalText(reason, 'reason', 1000)
  const now = registry.now()
  const row = await registry.store.write(async tx => {
    const before = await requireOwnWork(registry, tx.db, principal, requester, id)
    const after = await moveRequest(tx, registry, before, 'withdraw')
    await tellParties(tx, principal, now, after, {
      action: 'desk-request.withdrawn',
      ...(why !== null && { reason: why }),
      after: { by: sideOf(after, requester.organizationId) },
    })
    return after
  })
  return viewRequest(registry, requester.organizationId, row)
}
