import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { identityKeys, removeClaims, unpackFacts } from '../identity/index.ts'
import { appendJournal } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { scopeTo } from '../store/index.ts'
import { optionalText } from '../text.ts'
import { dismissConflictsOf } from './conflicts.ts'
import { toDevice } from './device.ts'
import { removeHash } from './hash-blocks.ts'
import { mayDeregister, sightOf } from './visibility.ts'

/**
 * Ends the registration of one device: it belongs to nobody then, and anybody entitled may register it. It neither un-enrols nor wipes.
 * @throws device_not_registered; device_registered_by_another when a partner with consent is not the one that registered it, nor its maker.
 */
export async function deregisterDevice(
  registry: Registry,
  principal: Principal,
  tenantId: string,
  id: string,
  options: { reason?: string | undefined } = {},
): Promise<void> {
  const sight = await sightOf(registry, principal, tenantId, 'device.release')
  const reason = optionalText(options.reason, 'reason', 1000)
  await registry.store.write(async tx => {
    const own = scopeTo(tx.db, tenantId)
    const row = await own.selectFrom('registrations').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw new RegistryError('device_not_registered')
    if (!mayDeregister(sight, row)) throw new RegistryError('device_registered_by_another')
    await removeClaims(registry.store, tx, id, identityKeys(unpackFacts(row)))
    await removeHash(tx, registry, row)
    await own.deleteFrom('contacts').where('device_id', '=', id).execute()
    await own.deleteFrom('registrations').where('id', '=', id).execute()
    const openConflicts = await dismissConflictsOf(tx, tenantId, id)
    const {
      firstContactAt: _first,
      lastContactAt: _last,
      ...before
    } = toDevice({ ...row, first_at: null, last_at: null })
    await appendJournal(tx, principal, registry.now(), [
      {
        organizationId: tenantId,
        action: 'device.deregistered',
        subjectKind: 'device',
        subjectId: id,
        before: { ...before, ...(openConflicts.length > 0 && { openConflicts }) },
        ...(reason !== null && { reason }),
      },
    ])
  })
}
