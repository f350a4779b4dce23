import assert from 'node:assert/strict'
import { test } from 'node:test'
import { binaryCopy } from './binary-copy.ts'

test('rows are written as COPY reads them', () => {
  const id = '01a2057f-a04a-700e-bc64-8db2c9f21a36'
  const file = binaryCopy(['uuid', 'text', 'bigint', 'bytea'], [[id, 'é', -2, null]])
  const head = '5047434f50590aff0d0a00' + '0000000000000000'
  const row = `0004${'00000010'}${id.replaceAll('-', '')}${'00000002'}c3a9${'00000008'}fffffffffffffffe${'ffffffff'}`
  assert.equal(file.toString('hex'), `${head}${row}ffff`)
})
