import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { sha256Hex } from './digest.ts'
import { sha256InJavaScript } from './sha256.ts'

test('the JavaScript and the native digest agree with createHash', () => {
  const sizes = Array.from({ length: 200 }, (_, size) => new Uint8Array(size).fill(size))
  const check = (bytes: Uint8Array) => {
    const expected = createHash('sha256').update(bytes).digest('hex')
    assert.equal(Buffer.from(sha256InJavaScript(bytes)).toString('hex'), expected)
    assert.equal(sha256Hex(bytes), expected)
  }
  sizes.forEach(check)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 3000, size: 'max' }), check))
})
