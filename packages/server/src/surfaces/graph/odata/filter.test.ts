import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Filter } from '@hailport/registry'
import fc from 'fast-check'
import { GraphError } from '../errors.ts'
import { printFilter } from '../testing/print-filter.ts'
import { parseFilter } from './filter.ts'

const compare = (property: string, operator: string, value: unknown) => ({ kind: 'compare', property, operator, value })

test('what clients send is read', () => {
  const cases: [string, object][] = [
    ["contains(serialNumber,'AB-1')", { kind: 'match', how: 'contains', property: 'serialNumber', text: 'AB-1' }],
    ["startsWith(serialNumber, 'S')", { kind: 'match', how: 'startswith', property: 'serialNumber', text: 'S' }],
    ["EndsWith( displayName ,'x')", { kind: 'match', how: 'endswith', property: 'displayName', text: 'x' }],
    ["substringof('x', serialNumber)", { kind: 'match', how: 'contains', property: 'serialNumber', text: 'x' }],
    ["contains(a,'x') eq true", { kind: 'match', how: 'contains', property: 'a', text: 'x' }],
    ["contains(a,'x') eq false", { kind: 'not', of: { kind: 'match', how: 'contains', property: 'a', text: 'x' } }],
    ["importId EQ 'it''s'", compare('importId', 'eq', "it's")],
    ["'x' eq importId", compare('importId', 'eq', 'x')],
    ['5 lt size', compare('size', 'gt', 5)],
    ['size ge -1.5e3', compare('size', 'ge', -1500)],
    [
      'deviceId eq 0199A1B2-0000-7000-8000-000000000001',
      compare('deviceId', 'eq', '0199a1b2-0000-7000-8000-000000000001'),
    ],
    ["deviceId eq guid'ab'", compare('deviceId', 'eq', 'ab')],
    ['at gt 2031-01-31T12:00:00Z', compare('at', 'gt', new Date('2031-01-31T12:00:00Z'))],
    ['at gt 2031-01-31T12:00:00.1234567+02:00', compare('at', 'gt', new Date('2031-01-31T10:00:00.123Z'))],
    ['at le 2031-01-31', compare('at', 'le', new Date('2031-01-31T00:00:00Z'))],
    ["at le datetime'2031-01-31T00:00:00'", compare('at', 'le', new Date('2031-01-31T00:00:00Z'))],
    ["state eq microsoft.graph.enrollmentState'enrolled'", compare('state', 'eq', 'enrolled')],
    ["state/deviceImportStatus ne 'error'", compare('state/deviceImportStatus', 'ne', 'error')],
    ['a eq null', compare('a', 'eq', null)],
    ['isHeld', compare('isHeld', 'eq', true)],
    ["tolower(a) eq tolower('ABC')", { ...compare('a', 'eq', 'abc'), fold: 'lower' }],
    ["a in ('x', 'y',null)", { kind: 'in', property: 'a', values: ['x', 'y', null] }],
    [
      'not (a eq 1 and b eq 2) or c eq 3',
      {
        kind: 'or',
        of: [
          { kind: 'not', of: { kind: 'and', of: [compare('a', 'eq', 1), compare('b', 'eq', 2)] } },
          compare('c', 'eq', 3),
        ],
      },
    ],
  ]
  for (const [text, expected] of cases) assert.deepEqual(parseFilter(text), expected, text)
})

test('what cannot be read is refused, by position or by name', () => {
  const cases: [string, RegExp][] = [
    ['', /position 0/],
    ['a eq', /position 4/],
    ["a eq 'x", /position 5/],
    ["a eq 'x' b", /position 9/],
    ['(a eq 1', /position 7/],
    ['a eq 1)', /position 6/],
    ['a like 1', /position 2/],
    ['a eq b', /Compare a property with a value/],
    ['1 eq 1', /Compare a property with a value/],
    ['a in ()', /position 6/],
    ["matchesPattern(a,'x')", /matchesPattern/],
    ['contains(a)', /position/],
    ["contains('x',a)", /takes a property and a text/],
    ['verifiedDomains/any(d:d/name eq 1)', /any/],
    ["a eq 'x' eq 'y'", /position/],
    ['a eq 2031-13-01', /no time/],
    ["a eq '\0'", /characters/],
    ['a;drop table', /position 1/],
    [`${'('.repeat(40)}a eq 1${')'.repeat(40)}`, /nested/],
    [Array.from({ length: 500 }, () => 'a eq 1').join(' or '), /more than 400/],
    [`a eq '${'x'.repeat(9_000)}'`, /longer than/],
  ]
  for (const [text, pattern] of cases) {
    assert.throws(
      () => parseFilter(text),
      (error: Error) => error instanceof GraphError && error.status === 400 && pattern.test(error.message),
      text.slice(0, 60),
    )
  }
})

const property = fc.constantFrom(
  'serialNumber',
  'state/deviceImportStatus',
  'groupTag',
  'android',
  'notes',
  'infoIn',
  'nullable',
)
const text = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .filter(value => !value.includes('\0') && value.isWellFormed())
const value = fc.oneof(
  text,
  fc.constantFrom("it's", "''", 'a,b)(', ' and ', 'eq', 'null'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(number => (Object.is(number, -0) ? 0 : number)),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true, min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') }),
)
const plain = { noNullPrototype: true }
const subject = fc.record(
  { property, fold: fc.constantFrom('lower', 'upper') },
  { requiredKeys: ['property'], noNullPrototype: true },
)
const leaf = fc.oneof(
  fc.tuple(subject, fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'), value).map(([at, operator, to]) => ({
    kind: 'compare',
    ...at,
    operator,
    value: to,
  })),
  fc
    .tuple(subject, fc.array(value, { minLength: 1, maxLength: 4 }))
    .map(([at, values]) => ({ kind: 'in', ...at, values })),
  fc.record(
    { kind: fc.constant('match'), how: fc.constantFrom('contains', 'startswith', 'endswith'), property, text },
    plain,
  ),
)
const anyFilter = fc.letrec<{ filter: unknown }>(tie => ({
  filter: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    leaf,
    fc.record(
      { kind: fc.constantFrom('and', 'or'), of: fc.array(tie('filter'), { minLength: 2, maxLength: 3 }) },
      plain,
    ),
    fc.record({ kind: fc.constant('not'), of: tie('filter') }, plain),
  ),
})).filter as fc.Arbitrary<Filter>

test('a filter that is printed and read again is the same', () => {
  fc.assert(
    fc.property(anyFilter, filter => {
      assert.deepEqual(parseFilter(printFilter(filter)), filter)
    }),
    { numRuns: 1_000 },
  )
})

test('any text is read, or refused as a bad request', () => {
  const pieces = fc.constantFrom(
    'a',
    ' eq ',
    "'",
    "'x'",
    '(',
    ')',
    ',',
    ' and ',
    ' not ',
    'contains',
    ' in ',
    '1',
    '-',
    'null',
    '/',
    '.',
    '%',
    '2031-01-01',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(pieces).map(parts => parts.join('')),
      ),
      given => {
        try {
          parseFilter(given)
        } catch (error) {
          assert.ok(error instanceof GraphError && error.status === 400, String(error))
        }
      },
    ),
    { numRuns: 2_000 },
  )
})
