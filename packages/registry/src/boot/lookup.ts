import type { Registry } from '../context.ts'
import { anchorOf, type IdentityFacts, maxAlike, strongKeysOf, unpackFacts } from '../identity/index.ts'
import { bytesToId } from '../ids.ts'
import { policyProfile } from '../policies/index.ts'
import { type ProfileRules, rulesByVersion } from '../profiles/index.ts'
import type { Store } from '../store/index.ts'
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
  purchase_order: string | null
  display_name: string | null
  domain: string
  given_profile_id: string | null
  rule_version: number | null
  policy_id: string | null
  policy_name: string | null
  policy_settings: string | null
  policy_updated_at: number | null
}

/** Finds the devices that share a key with each of those that ask: a list for each. */
export type BootLookup = (asked: readonly IdentityFacts[]) => Promise<BootDevice[][]>

/**
 * Makes the look-up of first boot. It answers many questions at once: one indexed read for each of the (at most three) keys that exist
 * once, then, only where nobody holds one of them, one for the key that devices may share; one for each device found, with its tenant; and,
 * where the tenant's profiles ask for static groups, one for those of the device. All are prepared once. The tenant's rules about profiles
 * are kept by their version, which the read of the device brings along: they are never older than that.
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
  const findDevice = deviceLookup(store)
  const findRules = rulesLookup(store)
  return async asked => {
    const claims = await findEach(findStrong, asked.map(strongKeysOf))
    const alike = await findEach(
      findAlike,
      asked.map((facts, index) => (claims[index]?.length ? [] : [anchorOf(facts)].filter(key => key !== undefined))),
    )
    const ids = asked.map((_, index) => distinctDevices([...(claims[index] ?? []), ...(alike[index] ?? [])]))
    const rows = (await findDevice(ids.flat())).map(found => found[0])
    const found = await findRules(ids.flat(), rows)
    let at = 0
    return ids.map(own =>
      own.flatMap(({ tenant }) => {
        const row = rows[at]
        const { rules, groupIds } = found[at++] as Ruled
        return row === undefined ? [] : [toBootDevice(tenant, row, rules, groupIds)]
      }),
    )
  }
}

/** Finds a device with its tenant, and with what it was given by name and by its partner. */
function deviceLookup(store: Store) {
  return store.prepareMany<DeviceIds, DeviceRow>((db, p) =>
    db
      .selectFrom('registrations as r')
      .innerJoin('tenants as t', 't.id', 'r.tenant_id')
      .leftJoin('device_profiles as dp', join =>
        join.onRef('dp.tenant_id', '=', 'r.tenant_id').onRef('dp.device_id', '=', 'r.id'),
      )
      .leftJoin('device_policies as given', join =>
        join.onRef('given.tenant_id', '=', 'r.tenant_id').onRef('given.device_id', '=', 'r.id'),
      )
      .leftJoin('policies', join =>
        join.onRef('policies.tenant_id', '=', 'r.tenant_id').onRef('policies.id', '=', 'given.policy_id'),
      )
      .leftJoin('rule_versions as v', 'v.tenant_id', 'r.tenant_id')
      .select([
        'r.id',
        'r.facts',
        'r.serial_number',
        'r.manufacturer',
        'r.model',
        'r.product_key_id',
        'r.group_tag',
        'r.purchase_order',
        'r.display_name',
        't.domain',
        'dp.profile_id as given_profile_id',
        'v.version as rule_version',
        'policies.id as policy_id',
        'policies.name as policy_name',
        'policies.settings as policy_settings',
        'policies.updated_at as policy_updated_at',
      ])
      .where('r.tenant_id', '=', p.tenant)
      .where('r.id', '=', p.device),
  )
}

interface Ruled {
  readonly rules: ProfileRules
  /** Static groups of the device, where they count. */
  readonly groupIds: ReadonlySet<string>
}

/** Finds, for each device, the rules of its tenant and the static groups that they look at. */
function rulesLookup(store: Store) {
  const findGroups = store.prepareMany<DeviceIds, { group_id: string }>((db, p) =>
    db
      .selectFrom('group_members')
      .select('group_id')
      .where('tenant_id', '=', p.tenant)
      .where('device_id', '=', p.device),
  )
  const rulesOf = rulesByVersion(store)
  return async (devices: readonly DeviceIds[], rows: readonly (DeviceRow | undefined)[]): Promise<Ruled[]> => {
    const rules = await eachOnce(
      devices.map(({ tenant }, at) => ({ tenant, version: rows[at]?.rule_version ?? 0 })),
      rulesOf,
    )
    const asked = devices.filter((_, at) => rules[at]?.usesMembers)
    const members = asked.length === 0 ? [] : await findGroups(asked)
    const groupsOf = new Map(asked.map(({ device }, at) => [device, members[at] ?? []]))
    return devices.map(({ device }, at) => ({
      rules: rules[at] as ProfileRules,
      groupIds: new Set(groupsOf.get(device)?.map(found => found.group_id)),
    }))
  }
}

/** The rules of each tenant, asked for once however often it comes up. */
function eachOnce(
  wanted: readonly { readonly tenant: string; readonly version: number }[],
  rulesOf: ReturnType<typeof rulesByVersion>,
): Promise<ProfileRules[]> {
  const asked = new Map<string, Promise<ProfileRules>>()
  return Promise.all(
    wanted.map(({ tenant, version }) => {
      const key = `${tenant} ${version}`
      const known = asked.get(key) ?? rulesOf(tenant, version)
      asked.set(key, known)
      return known
    }),
  )
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

function partnerProfileOf(row: DeviceRow): BootDevice['partnerProfile'] {
  const { policy_id: id, policy_name: name, policy_settings: settings } = row
  if (id === null || name === null || settings === null) return undefined
  return policyProfile({ id, name, settings, at: row.policy_updated_at ?? 0 })
}

function toBootDevice(
  tenantId: string,
  row: DeviceRow,
  rules: ProfileRules,
  groupIds: ReadonlySet<string>,
): BootDevice {
  return {
    facts: unpackFacts(row),
    tenantId,
    deviceId: row.id,
    domain: row.domain,
    groupTag: row.group_tag,
    purchaseOrder: row.purchase_order,
    displayName: row.display_name,
    serialNumber: row.serial_number,
    givenProfileId: row.given_profile_id,
    groupIds,
    rules,
    partnerProfile: partnerProfileOf(row),
  }
}
