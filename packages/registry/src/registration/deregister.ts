import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import type { Principal } from '../organizations/index.ts'
import { optionalText } from '../text.ts'
import { selectDevices } from './device.ts'
import { releaseDevices } from './release.ts'
import { mayDeregister, mayTakeBack, sightOf } from './visibility.ts'

/**
 * Ends the registration of one device: it belongs to nobody then, and anybody entitled may register it. It neither un-enrols nor wipes.
 * Its tenant may take it back for `limits.releasedDays` (`restoreDevice`).
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
    const row = await selectDevices(tx.db, tenantId).where('registrations.id', '=', id).executeTakeFirst()
    if (!row) throw new RegistryError('device_not_registered')
    if (!mayDeregister(sight, row)) throw new RegistryError('device_registered_by_another')
    await releaseDevices(tx, registry, principal, tenantId, [row], { reason, keep: one => mayTakeBack(sight, one) })
  })
}
