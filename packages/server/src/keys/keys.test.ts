import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createVault, type Store } from '@hailport/registry'
import { testDatabase } from '@hailport/registry/testing'
import { ConfigError } from '../config.ts'
import { loadSigningKeys } from './signing-keys.ts'
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
    const [first, second] = await Promise.all([loadSigningKeys(store, vault), loadSigningKeys(store, vault)])
    assert.deepEqual(first, second)
    assert.deepEqual(await loadSigningKeys(store, vault), first)
    const { value } = await store.db
      .selectFrom('service_keys')
      .select('value')
      .where('name', '=', 'signing')
      .executeTakeFirstOrThrow()
    assert.ok(!Buffer.from(value).toString('latin1').includes(String(first.keys[0]?.d)))
    await assert.rejects(loadSigningKeys(store, createVault(keyOf(2))), /does not open/)
  }))
