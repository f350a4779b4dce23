import type { Registry } from '../context.ts'
import { anchorOf, type IdentityFacts, maxAlike, strongKeysOf, unpackFacts } from '../identity/index.ts'
import { bytesToId } from '../ids.ts'
import type { BootDevice } from './answer.ts'

interface ClaimRow {
  tenant_id: Uint8Array
  device_id: Uint8Array
}

interface DeviceIds {
  tenant: string
  device: string
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

/** Finds the devices that share a key with each of those that ask: a list for each. */
export type BootLookup = (asked: readonly IdentityFacts[]) => Promise<BootDevice[][]>

/**
 * Makes the look-up of first boot. It answers many questions at once: one indexed read for each of the (at most three) keys that exist
 * once, then, only where nobody holds one of them, one for the key that devices may share; and one for each device found, with its tenant
 * and the profiles that may apply. All are prepared once.
 */
export function bootLookup({ store }: Registry): BootLookup {
  const findStrong = store.prepareMany<{ key: Uint8Array }, ClaimRow>((db, p) =>
    db.selectFrom('identities').select(['tenant_id', 'device_id']).where('key', '=', p.key),
  )
  const findAlike = store.prepareMany<{ key: Uint8Array }, ClaimRow>((db, p) =>
    db
      .selectFrom('identities')
      .select(['tenant_id', 'device_id'])
      .where('key', '=', p.key)
      .orderBy('slot')
      .limit(maxAlike),
  )
  const findDevice = store.prepareMany<DeviceIds, DeviceRow>((db, p) =>
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
  return async asked => {
    const claims = await findEach(findStrong, asked.map(strongKeysOf))
    const alike = await findEach(
      findAlike,
      asked.map((facts, index) => (claims[index]?.length ? [] : [anchorOf(facts)].filter(key => key !== undefined))),
    )
    const ids = asked.map((_, index) => distinctDevices([...(claims[index] ?? []), ...(alike[index] ?? [])]))
    const rows = await findDevice(ids.flat())
    let at = 0
    return ids.map(own =>
      own.flatMap(({ tenant }) => {
        const found = rows[at++] ?? []
        return found.length === 0 ? [] : [toBootDevice(tenant, found)]
      }),
    )
  }
}

/** Runs a look-up by one key for lists of keys. @returns what was found for each list. */
async function findEach(
  find: (keys: readonly { key: Uint8Array }[]) => Promise<ClaimRow[][]>,
  lists: readonly (readonly Uint8Array[])[],
): Promise<ClaimRow[][]> {
  const keys = lists.flatMap(list => list.map(key => ({ key })))
  const found = keys.length === 0 ? [] : await find(keys)
  let at = 0
  return lists.map(list => list.flatMap(() => found[at++] ?? []))
}

function distinctDevices(claims: readonly ClaimRow[]): DeviceIds[] {
  const found = new Map<string, DeviceIds>()
  for (const claim of claims) {
    const device = bytesToId(claim.device_id)
    if (!found.has(device)) found.set(device, { tenant: bytesToId(claim.tenant_id), device })
  }
  return [...found.values()]
}

function toBootDevice(tenantId: string, rows: readonly DeviceRow[]): BootDevice {
  const row = rows[0] as DeviceRow
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
