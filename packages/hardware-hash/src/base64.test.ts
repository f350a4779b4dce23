import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { vectors } from '../testing/vectors.ts'
import { base64ToBytes, bytesToBase64, decodeHardwareHash, HardwareHashError } from './index.ts'

const plain = (bytes: Uint8Array) => Buffer.from(bytes)

test('agrees with Node on padded, unpadded and url-safe text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
      const text = bytesToBase64(bytes)
      assert.equal(text, plain(bytes).toString('base64'))
      for (const form of [text, text.replace(/=+$/, ''), `${text}=`, plain(bytes).toString('base64url')]) {
        assert.deepEqual(plain(base64ToBytes(form)), plain(bytes))
      }
    }),
  )
})

test('takes white space, line breaks and a byte-order mark anywhere', () => {
  for (const { text, bytes } of vectors) {
    const broken = `\uFEFF ${text.replace(/.{76}/g, '$&\r\n')}\t`
    assert.deepEqual(base64ToBytes(broken), bytes)
  }
})

test('takes text cut anywhere in the zero tail, whatever its length leaves over', () => {
  for (const { text, expected } of vectors) {
    const least = Math.ceil(((expected.totalLength + 36) * 8) / 6)
    for (let size = least; size < least + 9; size++) {
      for (const end of ['', '=', '==', 'A', 'A=', 'A==']) {
        assert.equal(decodeHardwareHash(text.slice(0, size) + end).length, expected.totalLength)
      }
    }
  }
})

test('refuses anything else and says where', () => {
  for (const [text, offset] of [
    ['T0H?', 3],
    ['T0=HbA', 3],
    ['T0Hbé', 4],
  ] as const) {
    assert.throws(() => base64ToBytes(text), { name: 'HardwareHashError', code: 'not-base64', offset })
  }
  assert.throws(() => base64ToBytes('A'.repeat(200_000)), HardwareHashError)
})
