import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rejectsWith } from './testing/index.ts'
import { optionalText, requireDomain, requireText } from './text.ts'

test('text is trimmed and counted', async () => {
  assert.equal(requireText('  a b ', 'name', 3), 'a b')
  assert.equal(requireText('Ñandú 你好', 'name', 20), 'Ñandú 你好')
  for (const bad of ['', '   ', undefined, null])
    await rejectsWith('invalid_request', () => requireText(bad, 'name', 3), 'name')
  await rejectsWith('invalid_request', () => requireText('abcd', 'name', 3), 'name')
})

test('what is no text is called so', async () => {
  for (const bad of [1, true, {}, ['a']]) {
    const error = await rejectsWith('invalid_request', () => requireText(bad, 'name', 3), 'name')
    assert.match(error.message, /must be text/)
    await rejectsWith('invalid_request', () => optionalText(bad, 'name', 3), 'name')
  }
})

test('control characters and broken Unicode are refused', async () => {
  for (const bad of ['a\u0000b', 'a\nb', 'a\u007fb', 'a\ud800b', '\udc00'])
    await rejectsWith('invalid_request', () => requireText(bad, 'name', 30), 'name')
})

test('signs that turn around what stands after them are refused, marks that languages need are not', async () => {
  for (const bad of ['invoice\u202efdp.exe', '\u2066a', 'a\u2069'])
    await rejectsWith('invalid_request', () => requireText(bad, 'name', 30), 'name')
  for (const good of ['חברה\u200f (1)', 'شركة\u200e 7', 'می\u200cخواهم'])
    assert.equal(requireText(good, 'name', 30), good)
})

test('optional text', () => {
  for (const none of [undefined, null, '', ' ']) assert.equal(optionalText(none, 'name', 3), null)
  assert.equal(optionalText(' a ', 'name', 3), 'a')
})

test('domains', async () => {
  assert.equal(requireDomain(' Fabrikam.Example ', 'domain'), 'fabrikam.example')
  assert.equal(requireDomain('xn--bcher-kva.example', 'domain'), 'xn--bcher-kva.example')
  const label = 'a'.repeat(63)
  assert.equal(requireDomain(`${label}.example`, 'domain'), `${label}.example`)
  const bad = [
    'example',
    '.example',
    'a..example',
    '-a.example',
    'a-.example',
    'a b.example',
    `${label}a.example`,
    'a.example.',
  ]
  for (const text of [...bad, `${'a.'.repeat(130)}example`, 'bücher.example', 'a.example/x', '*.example'])
    await rejectsWith('invalid_request', () => requireDomain(text, 'domain'), 'domain')
})
