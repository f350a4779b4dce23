import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { rejectsWith } from './testing/index.ts'
import { createVault, vaultFingerprint } from './vault.ts'

const key = Uint8Array.from({ length: 32 }, (_, n) => n)
const vault = createVault(key)
const plain = Buffer.from('what must not lie open')

test('what was sealed opens in its place', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 5000 }), fc.string(), (bytes, place) => {
      assert.deepEqual(Buffer.from(vault.open(vault.seal(bytes, place), place)), Buffer.from(bytes))
    }),
  )
})

test('the same text never seals to the same bytes', () => {
  const sealed = new Set(Array.from({ length: 2000 }, () => Buffer.from(vault.seal(plain, 'a')).toString('hex')))
  assert.equal(sealed.size, 2000)
})

test('every single changed byte is noticed, and every cut', async () => {
  const sealed = vault.seal(plain, 'a')
  for (let at = 0; at < sealed.length; at++) {
    const changed = Uint8Array.from(sealed)
    changed[at] = (changed[at] as number) ^ 1
    await rejectsWith('stored_value_unreadable', () => vault.open(changed, 'a'))
    await rejectsWith('stored_value_unreadable', () => vault.open(sealed.subarray(0, at), 'a'))
  }
  await rejectsWith('stored_value_unreadable', () => vault.open(Buffer.concat([sealed, Buffer.of(0)]), 'a'))
})

test('a short authentication tag does not pass for a whole one', async () => {
  const sealed = vault.seal(new Uint8Array(0), 'a')
  for (const length of [4, 8, 12, 13, 14, 15])
    await rejectsWith('stored_value_unreadable', () => vault.open(sealed.subarray(0, 13 + length), 'a'))
})

test('neither another place nor another key opens it', async () => {
  const sealed = vault.seal(plain, 'factory/1')
  await rejectsWith('stored_value_unreadable', () => vault.open(sealed, 'factory/2'))
  await rejectsWith('stored_value_unreadable', () => createVault(randomBytes(32)).open(sealed, 'factory/1'))
  await rejectsWith('stored_value_unreadable', () =>
    vault.open(Buffer.concat([Buffer.of(9), sealed.subarray(1)]), 'factory/1'),
  )
})

test('a key has 256 bits; its fingerprint tells keys apart and is not the key', () => {
  for (const length of [0, 16, 31, 33]) assert.throws(() => createVault(new Uint8Array(length)), /32 bytes/)
  assert.equal(vaultFingerprint(key), vaultFingerprint(Uint8Array.from(key)))
  assert.notEqual(vaultFingerprint(key), vaultFingerprint(new Uint8Array(32)))
  assert.match(vaultFingerprint(key), /^[0-9a-f]{16}$/)
})

test('a large value is compressed, and says so under its seal', async () => {
  const large = Buffer.alloc(100_000, 'the same again and again ')
  const sealed = vault.seal(large, 'a')
  assert.ok(sealed.length < 1000, `${sealed.length} bytes`)
  assert.deepEqual(Buffer.from(vault.open(sealed, 'a')), large)
  await rejectsWith('stored_value_unreadable', () => vault.open(Buffer.concat([Buffer.of(1), sealed.subarray(1)]), 'a'))
})
