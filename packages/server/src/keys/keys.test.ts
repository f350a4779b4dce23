import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createVault, type Store } from '@hailport/registry'
import { testDatabase } from '@hailport/registry/testing'
import { importJWK, jwtVerify, SignJWT } from 'jose'
import { ConfigError } from '../config.ts'
import { loadTokenKeys, openKeyRing, rotateTokenKeys } from './key-ring.ts'
import {
  isRotationDue,
  keysInForce,
  makeTokenKey,
  makeTokenKeys,
  publishedAheadMs,
  rotateAfterMs,
  type SigningKey,
  signingKeyAt,
  withNewKey,
} from './token-keys.ts'
import { loadVaultKey } from './vault-key.ts'

/** Two servers of one registry, each with a data folder of its own. */
async function withServers(work: (store: Store, directories: [string, string]) => Promise<void>): Promise<void> {
  const database = await testDatabase()
  const store = database.open()
  const folder = () => mkdtempSync(join(tmpdir(), 'hailport-keys-'))
  const directories: [string, string] = [folder(), folder()]
  try {
    await work(store, directories)
  } finally {
    await store.close()
    await database.remove()
    for (const directory of directories) rmSync(directory, { recursive: true })
  }
}

const keyOf = (n: number) => new Uint8Array(32).fill(n)

test('the vault key is made once, for its owner only', () =>
  withServers(async (store, [directory]) => {
    const key = await loadVaultKey(store, directory, undefined)
    assert.deepEqual(await loadVaultKey(store, directory, undefined), key)
    assert.deepEqual(readdirSync(directory), ['vault.key'])
    assert.equal(statSync(join(directory, 'vault.key')).mode & 0o777, 0o600)
  }))

test('a server with another vault key than the first one is refused', () =>
  withServers(async (store, [first, second]) => {
    await loadVaultKey(store, first, keyOf(1))
    assert.deepEqual(await loadVaultKey(store, second, keyOf(1)), keyOf(1))
    await assert.rejects(loadVaultKey(store, second, keyOf(2)), /another vault key/)
  }))

test('of two that start at once with keys of their own, one is refused', () =>
  withServers(async (store, directories) => {
    const loaded = await Promise.allSettled(directories.map(directory => loadVaultKey(store, directory, undefined)))
    const refused = loaded.filter(one => one.status === 'rejected')
    assert.equal(refused.length, 1)
    assert.ok(refused[0]?.reason instanceof ConfigError)
  }))

test('a vault key that is not here is asked for, not replaced', () =>
  withServers(async (store, [first, second]) => {
    await loadVaultKey(store, first, undefined)
    await assert.rejects(loadVaultKey(store, second, undefined), /vault\.key is missing/)
    assert.ok(!existsSync(join(second, 'vault.key')))
  }))

test('a key file that others may read is refused', () =>
  withServers(async (store, [directory]) => {
    await loadVaultKey(store, directory, undefined)
    chmodSync(join(directory, 'vault.key'), 0o644)
    await assert.rejects(loadVaultKey(store, directory, undefined), ConfigError)
  }))

test('all servers sign with the same keys, which lie sealed in the store', () =>
  withServers(async store => {
    const vault = createVault(keyOf(1))
    const [first, second] = await Promise.all([loadTokenKeys(store, vault, 0), loadTokenKeys(store, vault, 0)])
    assert.deepEqual(first, second)
    const { value } = await store.db
      .selectFrom('service_keys')
      .select('value')
      .where('name', '=', 'token-keys')
      .executeTakeFirstOrThrow()
    assert.ok(!Buffer.from(value).toString('latin1').includes(String(first.keys[0]?.jwk.d)))
    await assert.rejects(loadTokenKeys(store, createVault(keyOf(2)), 0), /does not open/)
  }))

const hour = 3_600_000
const kids = (set: { keys: readonly { jwk: { kid: string } }[] }) => set.keys.map(key => key.jwk.kid)

test('a new key is published before it signs, and the old one is good until its last token has ended', async () => {
  const before = await makeTokenKeys(0)
  const set = withNewKey(before, await makeTokenKey(hour, 2 * hour), hour)
  const [old, next] = kids(set)
  assert.equal(signingKeyAt(set, 2 * hour - 1).jwk.kid, old)
  assert.deepEqual(keysInForce(set, hour).length, 2)
  assert.equal(signingKeyAt(set, 2 * hour).jwk.kid, next)
  assert.equal(keysInForce(set, 3 * hour + 1).length, 2, 'a token of the last moment lives for an hour')
  assert.deepEqual(kids({ keys: keysInForce(set, 5 * hour) }), [next])
  assert.deepEqual(kids(withNewKey(set, await makeTokenKey(hour, hour), hour, true)).length, 1)
  const sooner = withNewKey(set, await makeTokenKey(hour, hour), hour)
  assert.deepEqual(kids(sooner)[0], old)
  assert.ok(!kids(sooner).includes(String(next)), 'what waited for later is not needed any more')
  assert.deepEqual([kids(sooner).length, signingKeyAt(sooner, hour).jwk.kid], [2, kids(sooner)[1]])
})

test('keys are replaced when it is time, once, however many servers think so', () =>
  withServers(async store => {
    const vault = createVault(keyOf(1))
    const [first] = kids(await loadTokenKeys(store, vault, 0))
    const due = rotateAfterMs - publishedAheadMs
    assert.ok(!isRotationDue(await loadTokenKeys(store, vault, 0), due - 1))
    const open = () =>
      openKeyRing(
        store,
        vault,
        () => due,
        error => assert.fail(String(error)),
      )
    const rings = await Promise.all([open(), open(), open()])
    for (const ring of rings) {
      assert.equal(ring.keys.length, 2)
      assert.equal(ring.keys[0]?.kid, first, 'the new one does not sign yet')
      ring.close()
    }
    assert.equal((await loadTokenKeys(store, vault, due)).keys.length, 2)
  }))

test('a server looks for a key that it does not know, and follows one that signs at once', () =>
  withServers(async store => {
    const vault = createVault(keyOf(1))
    const ring = await openKeyRing(store, vault, Date.now, error => assert.fail(String(error)))
    const [old] = ring.keys
    const set = await rotateTokenKeys(store, vault, Date.now(), { aheadMs: 0, dropOthers: true })
    const next = set.keys[0]?.jwk as SigningKey
    const sign = async (key: SigningKey) =>
      new SignJWT({}).setProtectedHeader({ alg: 'RS256', kid: key.kid }).sign(await importJWK(key, 'RS256'))
    const token = await sign(next)
    // A second has to pass between two looks.
    await pause(1_050)
    await jwtVerify(token, ring.keyFor)
    assert.equal(ring.keys[0]?.kid, next.kid)
    await assert.rejects(jwtVerify(await sign(old as SigningKey), ring.keyFor))
    ring.close()
  }))
