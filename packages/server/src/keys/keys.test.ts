import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ConfigError } from '../config.ts'
import { loadSigningKeys } from './signing-keys.ts'
import { loadVaultKey } from './vault-key.ts'

function withDirectory(work: (directory: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'hailport-keys-'))
  try {
    work(directory)
  } finally {
    rmSync(directory, { recursive: true })
  }
}

test('key files are made once, for their owner only', () =>
  withDirectory(directory => {
    const key = loadVaultKey(directory, undefined)
    const signing = loadSigningKeys(directory)
    assert.deepEqual(loadVaultKey(directory, undefined), key)
    assert.deepEqual(loadSigningKeys(directory), signing)
    for (const name of ['vault.key', 'signing.json'])
      assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600, name)
    assert.ok(!readFileSync(join(directory, 'vault.fingerprint'), 'utf8').includes(Buffer.from(key).toString('base64')))
  }))

test('another vault key than before is refused', () =>
  withDirectory(directory => {
    loadVaultKey(directory, new Uint8Array(32).fill(1))
    assert.deepEqual(loadVaultKey(directory, new Uint8Array(32).fill(1)), new Uint8Array(32).fill(1))
    assert.throws(() => loadVaultKey(directory, new Uint8Array(32).fill(2)), /another vault key/)
  }))

test('a key file that others may read is refused', () =>
  withDirectory(directory => {
    loadSigningKeys(directory)
    chmodSync(join(directory, 'signing.json'), 0o644)
    assert.throws(() => loadSigningKeys(directory), ConfigError)
  }))

test('a lost key file is asked for, not replaced', () =>
  withDirectory(directory => {
    loadVaultKey(directory, undefined)
    rmSync(join(directory, 'vault.key'))
    assert.throws(() => loadVaultKey(directory, undefined), /vault\.key is missing/)
    assert.ok(!existsSync(join(directory, 'vault.key')))
  }))
