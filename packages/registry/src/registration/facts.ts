import { type ConsentVerdict, consentVerdict, effectiveConsent } from '../consent/index.ts'
import type { Registry } from '../context.ts'
import { findFactoryRecords } from '../factory/index.ts'
import {
  allKeys,
  DeviceIndex,
  findClaims,
  identityKeys,
  keyText,
  productKeyIdKey,
  tupleKey,
  unpackFacts,
} from '../identity/index.ts'
import { isId } from '../ids.ts'
import { knownPolicies } from '../policies/index.ts'
import { type ConsentsTable, type Store, scopeTo } from '../store/index.ts'
import { fetchAnswers } from './answers.ts'
import type { Facts, HeldDevice } from './decide.ts'
import type { Identifier } from './item.ts'
import type { IdentifiedItem } from './prepared.ts'
import type { Submission } from './submission.ts'

/** A customer needs nobody's consent for its own tenant. */
const ownTenant: ConsentVerdict = {
  live: true,
  remaining: Number.POSITIVE_INFINITY,
  groupTags: null,
  mayHold: false,
  holdsBatches: false,
}

function lookupKey(identifier: Identifier): Uint8Array | undefined {
  if (identifier.by === 'product-key-id') return productKeyIdKey(identifier.productKeyId)
  if (identifier.by === 'tuple') return tupleKey(identifier.manufacturer, identifier.model, identifier.serialNumber)
  return undefined
}

/** The devices behind any number of identity keys: one query for the claims, one for each tenant that holds some of them. */
export async function fetchDevices(
  store: Store,
  db: Store['db'],
  keys: readonly Uint8Array[],
): Promise<DeviceIndex<HeldDevice>> {
  const devices = new DeviceIndex<HeldDevice>()
  const claims = await findClaims(store, db, keys)
  const byTenant = Map.groupBy([...claims.values()].flat(), claim => claim.tenantId)
  for (const [tenantId, held] of byTenant) {
    const rows = await scopeTo(db, tenantId)
      .selectFrom('registrations')
      .select(['id', 'batch_id', 'facts', 'serial_number', 'manufacturer', 'model', 'product_key_id'])
      .where(store.textIn<'registrations'>('id', [...new Set(held.map(claim => claim.deviceId))]))
      .execute()
    for (const row of rows) {
      const facts = unpackFacts(row)
      devices.add(identityKeys(facts), { facts, tenantId, deviceId: row.id, batchId: row.batch_id })
    }
  }
  return devices
}

/** Policies that rows name and that the partner has for this tenant, where the consent allows any. */
async function fetchPolicies(
  { store }: Registry,
  db: Store['db'],
  { tenantId, submitter }: Submission,
  consent: ConsentsTable | undefined,
  items: readonly IdentifiedItem[],
): Promise<Facts['policies']> {
  if (consent?.may_give_profiles !== 1) return undefined
  const named = new Set(items.map(item => item.row.policyId).filter(id => id !== undefined && isId(id)))
  return knownPolicies(store, db, tenantId, submitter.id, [...named] as string[])
}

/** All that the rules need for a chunk, in a fixed number of queries (one more for each further maker or tenant among its devices). */
export async function fetchFacts(
  registry: Registry,
  db: Store['db'],
  submission: Submission,
  items: readonly IdentifiedItem[],
): Promise<Facts & { consentId: string | null }> {
  const { store } = registry
  const identifiers = items.map(item => item.identifier)
  const lookups = identifiers.map(lookupKey).filter(key => key !== undefined)
  const records = await findFactoryRecords(store, db, lookups)
  const reported = (identifier: Identifier) => {
    const key = lookupKey(identifier)
    return key === undefined ? [] : (records.get(keyText(key)) ?? [])
  }
  const keys = identifiers.flatMap(identifier => {
    if (identifier.by === 'hash') return allKeys(identifier.device.keys)
    return reported(identifier).flatMap(record => allKeys(identityKeys(record.facts)))
  })
  const devices = await fetchDevices(store, db, keys)
  const needsNone = submission.submitter.kind === 'tenant' || submission.requested === true
  const partner = needsNone ? undefined : submission.submitter.id
  const consent =
    partner === undefined ? undefined : await effectiveConsent(db, submission.tenantId, partner, registry.now())
  return {
    tenantId: submission.tenantId,
    batchId: submission.batchId,
    reach: submission.reach,
    consent: partner === undefined ? ownTenant : consentVerdict(consent, registry.now()),
    consentId: consent?.state === 'granted' ? consent.id : null,
    hold: submission.onMissingConsent === 'hold',
    reported,
    devices,
    ...(submission.hasWaited && { answer: await fetchAnswers(db, submission, items) }),
    policies: await fetchPolicies(registry, db, submission, consent, items),
  }
}
