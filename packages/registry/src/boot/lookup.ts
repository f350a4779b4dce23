import type { Registry } from '../context.ts'
import { type IdentityKeys, maxAlike, strongKeys, unpackFacts } from '../identity/index.ts'
import { bytesToId } from '../ids.ts'
import type { BootDevice } from './answer.ts'

interface KeyParams {
  a: Uint8Array
  b: Uint8Array
  c: Uint8Array
}

interface ClaimRow {
  tenant_id: Uint8Array
  device_id: Uint8Array
}

interface DeviceRow {
  id: string
  facts: string
  serial_number: string | null
  manufacturer: string | null
  model: string | null
  product_key_id: string | null
  group_tag: string | null
  domain: string
  profile_id: string | null
  profile_name: string | null
  profile_tag: string | null
  profile_settings: string | null
}

const noKey = new Uint8Array(16)

/**
 * Makes the look-up of first boot: one indexed read for the (at most three) keys that exist once, then, only when nobody holds one of
 * them, another for the key that devices may share; and one for each device found, with its tenant and the profiles that may apply.
 * All are prepared once.
 */
export function bootLookup(registry: Registry): (keys: IdentityKeys) => Promise<BootDevice[]> {
  const { store } = registry
  const findStrong = store.prepare<KeyParams, ClaimRow>((db, p) =>
    db.selectFrom('identities').select(['tenant_id', 'device_id']).where('key', 'in', [p.a, p.b, p.c]),
  )
  const findAlike = store.prepare<{ anchor: Uint8Array }, ClaimRow>((db, p) =>
    db
      .selectFrom('identities')
      .select(['tenant_id', 'device_id'])
      .where('key', '=', p.anchor)
      .orderBy('slot')
      .limit(maxAlike),
  )
  const findDevice = store.prepare<{ tenant: string; device: string }, DeviceRow>((db, p) =>
    db
      .selectFrom('registrations as r')
      .innerJoin('tenants as t', 't.id', 'r.tenant_id')
      .leftJoin('profiles as p', join =>
        join
          .onRef('p.tenant_id', '=', 'r.tenant_id')
          .on(eb => eb.or([eb('p.group_tag', 'is', null), eb('p.group_tag', '=', eb.ref('r.group_tag'))])),
      )
      .select([
        'r.id',
        'r.facts',
        'r.serial_number',
        'r.manufacturer',
        'r.model',
        'r.product_key_id',
        'r.group_tag',
        't.domain',
      ])
      .select([
        'p.id as profile_id',
        'p.name as profile_name',
        'p.group_tag as profile_tag',
        'p.settings as profile_settings',
      ])
      .where('r.tenant_id', '=', p.tenant)
      .where('r.id', '=', p.device),
  )
  return async keys => {
    const [a = noKey, b = noKey, c = noKey] = strongKeys(keys)
    let claims = await findStrong({ a, b, c })
    if (claims.length === 0 && keys.anchor) claims = await findAlike({ anchor: keys.anchor })
    const seen = new Map<string, { tenant: string; device: string }>()
    for (const claim of claims) {
      const device = bytesToId(claim.device_id)
      if (!seen.has(device)) seen.set(device, { tenant: bytesToId(claim.tenant_id), device })
    }
    const devices: BootDevice[] = []
    for (const ids of seen.values()) {
      const rows = await findDevice(ids)
      const [first] = rows
      if (first) devices.push(toBootDevice(ids.tenant, first, rows))
    }
    return devices
  }
}

function toBootDevice(tenantId: string, row: DeviceRow, rows: readonly DeviceRow[]): BootDevice {
  return {
    facts: unpackFacts(row),
    tenantId,
    deviceId: row.id,
    domain: row.domain,
    groupTag: row.group_tag,
    profiles: rows.flatMap(one =>
      one.profile_id === null
        ? []
        : [
            {
              id: one.profile_id,
              name: one.profile_name as string,
              group_tag: one.profile_tag,
              settings: one.profile_settings as string,
            },
          ],
    ),
  }
}
