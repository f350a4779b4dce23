import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RegistryError } from '@hailport/registry'
import fc from 'fast-check'
import { readRelaxedJson } from './relaxed-json.ts'

test('what scripts write by hand is read', () => {
  const cases: [string, unknown][] = [
    ['{ groupTag: "X" }', { groupTag: 'X' }],
    ['{"a":1,"b":[1,2,],}', { a: 1, b: [1, 2] }],
    ["{'a':'it\\'s \"x\"'}", { a: 'it\'s "x"' }],
    ['{"a": True, b: FALSE, c: Null}', { a: true, b: false, c: null }],
    ['// note\n{ /* more */ a: +1.5, b: .5e1, }', { a: 1.5, b: 5 }],
    ['{"@odata.type": "x", @odata.id: "y", $k: 1}', { '@odata.type': 'x', '@odata.id': 'y', $k: 1 }],
    ['{a:"\\u00e9\\n\\\\"}', { a: 'é\n\\' }],
    ['﻿{"a":1}', { a: 1 }],
    ['', undefined],
    [' \r\n', undefined],
    ['[]', []],
  ]
  for (const [text, expected] of cases) assert.deepEqual(readRelaxedJson(text), expected, text)
})

test('what is no JSON, however one looks at it, is refused', () => {
  for (const text of [
    '{',
    '{a}',
    '{a:}',
    '{a:b}',
    '{a:1 b:2}',
    '[1 2]',
    '{,}',
    '[,]',
    '"x',
    "'x\n'",
    '{a:1}}',
    'a=1&b=2',
    '<a/>',
    '/*',
    '"\\u12"',
    '{"a":1e}',
    '{a:0x1}',
    '\\',
  ])
    assert.throws(
      () => readRelaxedJson(text),
      (error: Error) => error instanceof RegistryError && error.code === 'unreadable_body',
      text,
    )
})

test('no body becomes the prototype of anything', () => {
  for (const text of [
    '{"__proto__":{"x":1}}',
    '{__proto__:{x:1}}',
    '{"a":[{"\\u005f_proto__":{"x":1}}]}',
    '{a:{"\\u005f_proto__":1},}',
  ])
    assert.throws(() => readRelaxedJson(text), /body/, text)
  assert.equal(({} as Record<string, unknown>)['x'], undefined)
})

test('nesting has an end', () => {
  const deep = (n: number, close: string) => `${'['.repeat(n)}1${close.repeat(n)}`
  assert.ok(readRelaxedJson(deep(30, ']')))
  assert.ok(readRelaxedJson(deep(30, ',]')))
  assert.throws(() => readRelaxedJson(deep(100_000, ']')), /nested/)
  assert.throws(() => readRelaxedJson(deep(100_000, ',]')), /nested/)
})

test('what takes long to read is refused', () => {
  const code = (error: Error) => error instanceof RegistryError && error.code
  const many = `[${'1,'.repeat(150_000)}]`
  assert.throws(
    () => readRelaxedJson(many),
    (error: Error) => code(error) === 'body_too_large',
  )
  assert.throws(
    () => readRelaxedJson(`['${'\\x'.repeat(150_000)}']`),
    (error: Error) => code(error) === 'body_too_large',
  )
  assert.throws(
    () => readRelaxedJson(`${' '.repeat(5_000_000)}[1,]`),
    (error: Error) => code(error) === 'unreadable_body',
  )
  assert.ok(readRelaxedJson(many.replace(',]', ']')))
})

test('strict JSON is read as the platform reads it, relaxed or not', () => {
  const json = fc.jsonValue({ maxDepth: 6 }).filter(value => !JSON.stringify(value).includes('__proto__'))
  fc.assert(
    fc.property(json, value => {
      // -0 is 0 on the wire.
      const expected = JSON.parse(JSON.stringify(value))
      assert.deepEqual(readRelaxedJson(JSON.stringify(value)), expected)
      assert.deepEqual(readRelaxedJson(`${JSON.stringify(value)}// relaxed`), expected)
    }),
  )
})
