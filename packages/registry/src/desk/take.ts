import type { Registry } from '../context.ts'
import type { Principal } from '../organizations/index.ts'
import { requireDeskRequest } from './access.ts'
import { tellParties } from './journal.ts'
import { moveRequest } from './move.ts'
import { type DeskRequest, viewRequest } from './request.ts'

/** Makes the agent the one who works on the request, whoever did before. @throws not_found, conflict. */
export async function takeDeskRequest(
  registry: Registry,
  principal: Principal,
  makerId: string,
  id: string,
): Promise<DeskRequest> {
  const now = registry.now()
  const row = await registry.store.write(async tx => {
    const before = await requireDeskRequest(tx.db, principal, makerId, id, 'desk.work')
    if (before.taken_by === principal.id && before.state === 'working') return before
    const after = await moveRequest(tx, registry, before, 'take', { taken_by: principal.id })
    await tellParties(tx, principal, now, after, { action: 'desk-request.taken' })
    return after
  })
  return viewRequest(registry, makerId, row)
}
