import { createHash } from 'node:crypto'
import type { Registry } from '../context.ts'
import { type Count, countUpTo } from '../count-up-to.ts'
import { RegistryError } from '../errors.ts'
import type { Tx } from '../store/index.ts'
import { afterFailure, type FailureCount, type FailureRule, failureRules } from './failure-rules.ts'
import type { PersonRef } from './person-ref.ts'

/** What failed attempts are counted by. */
export interface FailureKey {
  readonly key: Uint8Array
  readonly rule: FailureRule
}

const digest = (text: string): Uint8Array => createHash('sha256').update(`sign-in ${text}`).digest().subarray(0, 16)

/** Each person by itself, so that success in one organization frees nobody in another. */
export const personKey = ({ organizationId, personId }: PersonRef): FailureKey => ({
  key: digest(`person ${organizationId} ${personId}`),
  rule: failureRules.person,
})
/** An address that nobody has is counted as a person is: otherwise the delay would tell them apart. */
export const nameKey = (email: string): FailureKey => ({ key: digest(`name ${email}`), rule: failureRules.person })
/** @param network an IPv4 address, or an IPv6 /64. */
export const networkKey = (network: string): FailureKey => ({
  key: digest(`network ${network}`),
  rule: failureRules.network,
})

const none: FailureCount = { failures: 0, blockedUntil: 0 }
const nameOf = (key: Uint8Array) => Buffer.from(key).toString('hex')

/** Counts of several, in one query. */
async function readCounts(
  registry: Registry,
  tx: Tx,
  keys: readonly FailureKey[],
  now: number,
): Promise<(key: FailureKey) => FailureCount> {
  const rows = await tx.db
    .selectFrom('sign_in_failures')
    .selectAll()
    .where(
      registry.store.keyIn<'sign_in_failures'>(
        'key',
        keys.map(({ key }) => key),
      ),
    )
    .execute()
  const byKey = new Map(rows.map(row => [nameOf(row.key), row]))
  return ({ key, rule }) => {
    const row = byKey.get(nameOf(key))
    if (!row || row.last_at + rule.forgetMs <= now) return none
    return { failures: row.failures, blockedUntil: row.blocked_until }
  }
}

/** What an attempt may be made against. */
export interface Reserved<K> {
  readonly free: readonly K[]
  /** Failures of each that is free, this attempt counted as one. */
  readonly failures: ReadonlyMap<K, number>
}

/**
 * Counts an attempt as failed before it is made, so that many at a time cannot outrun the count; `release` takes it back.
 * @returns those of the keys that are not delayed now.
 * @throws sign_in_delayed when the network is, or all of them are.
 */
export async function reserveAttempt<K extends FailureKey>(
  registry: Registry,
  network: FailureKey,
  keys: readonly K[],
): Promise<Reserved<K>> {
  const now = registry.now()
  return registry.store.write(
    async tx => {
      const countOf = await readCounts(registry, tx, [network, ...keys], now)
      const all = countOf(network)
      const counts = keys.map(key => ({ key, count: countOf(key) }))
      const free = counts.filter(({ count }) => count.blockedUntil <= now)
      const until = Math.max(all.blockedUntil, free.length > 0 ? 0 : Math.min(...counts.map(c => c.count.blockedUntil)))
      if (until > now)
        throw new RegistryError('sign_in_delayed', undefined, { retryAfterSeconds: Math.ceil((until - now) / 1000) })
      for (const { key, count } of [{ key: network, count: all }, ...free])
        await save(tx, key.key, afterFailure(key.rule, count, now), now)
      return {
        free: free.map(({ key }) => key),
        failures: new Map(free.map(({ key, count }) => [key, count.failures + 1])),
      }
    },
    { unsynced: true },
  )
}

async function save(tx: Tx, key: Uint8Array, { failures, blockedUntil }: FailureCount, now: number): Promise<void> {
  const values = { failures, last_at: now, blocked_until: blockedUntil }
  await tx.db
    .insertInto('sign_in_failures')
    .values({ key, ...values })
    .onConflict(conflict => conflict.column('key').doUpdateSet(values))
    .execute()
}

/** Takes back what was reserved for attempts that did not fail. What was counted before stays. */
export async function releaseAttempt(registry: Registry, keys: readonly FailureKey[]): Promise<void> {
  await registry.store.write(
    async tx => {
      for (const { key } of keys)
        await tx.db
          .updateTable('sign_in_failures')
          .set(eb => ({ failures: eb('failures', '-', 1), blocked_until: 0 }))
          .where('key', '=', key)
          .where('failures', '>', 0)
          .execute()
    },
    { unsynced: true },
  )
}

/** Forgets failures, after a complete sign-in or at an administrator's word. */
export async function forgetFailures(tx: Tx, { key }: FailureKey): Promise<void> {
  await tx.db.deleteFrom('sign_in_failures').where('key', '=', key).execute()
}
/** Until when a person is delayed; undefined when it is not. */
export async function delayedUntil(registry: Registry, { key, rule }: FailureKey): Promise<number | undefined> {
  const now = registry.now()
  const row = await registry.store.db
    .selectFrom('sign_in_failures')
    .select(['blocked_until', 'last_at'])
    .where('key', '=', key)
    .executeTakeFirst()
  return row && row.blocked_until > now && row.last_at + rule.forgetMs > now ? row.blocked_until : undefined
}

/** How many people, addresses and networks have to wait before their next attempt. For code that has checked who asks. */
export const countDelayed = (registry: Registry): Promise<Count> =>
  countUpTo(
    registry,
    registry.store.db.selectFrom('sign_in_failures').select('key').where('blocked_until', '>', registry.now()),
  )
