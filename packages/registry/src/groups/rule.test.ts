import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { RegistryError } from '../errors.ts'
import { type Condition, fold, isSameForTag, meets, physicalIds } from './condition.ts'
import { parseRule } from './parse-rule.ts'

const id = '0199a1b2-0000-7000-8000-00000000000a'
const device = (groupTag: string | null, purchaseOrder: string | null = null) =>
  physicalIds({ deviceId: id, groupTag, purchaseOrder })
const takes = (rule: string, groupTag: string | null, purchaseOrder: string | null = null) =>
  meets(parseRule(rule).condition, device(groupTag, purchaseOrder))

describe('rules as administrators have them', () => {
  test('every device', () => {
    for (const rule of ['[ZTDID]', '(device.devicePhysicalIDs -any (_ -contains "[ZTDID]"))'])
      assert.ok(takes(rule, null), rule)
    assert.ok(takes(`(device.devicePhysicalIds -any (_ -eq "[ZTDID]:${id.toUpperCase()}"))`, null))
    assert.ok(!takes('(device.devicePhysicalIds -any (_ -eq "[ZTDID]"))', null))
  })
  test('by group tag and purchase order', () => {
    for (const rule of ['(device.devicePhysicalIds -any (_ -eq "[OrderID]:179887111881"))', '[OrderID]:179887111881'])
      assert.deepEqual(
        [
          takes(rule, '179887111881'),
          takes(rule, '1798871118810'),
          takes(rule, null),
          takes(rule, null, '179887111881'),
        ],
        [true, false, false, false],
        rule,
      )
    const order = '(device.devicePhysicalIds -any (_ -eq "[PurchaseOrderId]:76222342342"))'
    assert.deepEqual([takes(order, null, '76222342342'), takes(order, '76222342342')], [true, false])
  })
  test('the case of letters A to Z does not count, as in Entra', () => {
    assert.ok(takes('(DEVICE.devicephysicalids -ANY (_ -EQ "[orderid]:SALES"))', 'Sales'))
    assert.ok(takes('[OrderID]:münchen', 'MüNCHEN'))
    assert.ok(!takes('[OrderID]:MÜNCHEN', 'münchen'), 'other letters count as they are, on every database')
  })
  test('contains and startsWith look at the whole id, prefix included', () => {
    const rule = (operator: string, value: string) => `(device.devicePhysicalIds -any (_ ${operator} "${value}"))`
    assert.ok(takes(rule('-contains', 'ID]:Sa'), 'Sales'))
    assert.ok(takes(rule('-contains', 'ale'), 'Sales'))
    assert.ok(takes(rule('-startsWith', '[OrderID]:'), 'Sales'))
    assert.ok(!takes(rule('-startsWith', 'Sales'), 'Sales'))
    assert.ok(!takes(rule('-contains', 'S%s'), 'Sales'))
  })
  test('and, or, not and parentheses, with or without hyphens; and binds closer than or', () => {
    const tag = (text: string) => `(device.devicePhysicalIds -any (_ -eq "[OrderID]:${text}"))`
    assert.ok(takes(`${tag('A')} or ${tag('B')}`, 'B'))
    assert.ok(!takes(`(${tag('A')} -and ${tag('B')})`, 'B'))
    assert.ok(takes(`${tag('B')} -or ${tag('A')} -and ${tag('C')}`, 'B'))
    assert.ok(!takes(`(${tag('B')} -or ${tag('A')}) -and ${tag('C')}`, 'B'))
    assert.ok(takes(`-not ${tag('A')}`, 'B'))
    assert.ok(takes(`not (${tag('A')})`, null), 'no tag is another tag')
    assert.ok(!takes(`-not ${tag('B')} or ${tag('A')}`, 'B'))
  })
  test('values: both kinds of quotation marks, quoted with a grave accent; line breaks between parts', () => {
    assert.ok(takes(`(device.devicePhysicalIds -any (_ -eq '[OrderID]:a "b"'))`, 'a "b"'))
    assert.ok(takes('(device.devicePhysicalIds -any (_ -eq "[OrderID]:a `"b`""))', 'a "b"'))
    assert.ok(takes('(device.devicePhysicalIds\r\n  -any (_ -eq\t"[OrderID]:A"))', 'a'))
    assert.equal(parseRule('  [OrderID]:A  ').rule, '[OrderID]:A')
  })
})

test('a rule is the same for all devices with a tag unless it looks at more', () => {
  const same = (rule: string) => isSameForTag(parseRule(rule).condition)
  const clause = (how: string, value: string) => `(device.devicePhysicalIds -any (_ -${how} "${value}"))`
  const about = [clause('eq', '[OrderID]:A'), clause('startsWith', '[OrderID]:A'), clause('startsWith', '[Ord')]
  for (const rule of ['[ZTDID]', clause('startsWith', '['), ...about, `-not ${about[0]}`]) assert.ok(same(rule), rule)
  for (const [how, value] of [
    ['eq', `[ZTDID]:${id}`],
    ['startsWith', '[ZTDID]:0199'],
    ['startsWith', '[PurchaseOrderId]:A'],
    ['startsWith', '[Pur'],
    ['contains', 'A'],
  ] as const)
    assert.ok(!same(`${about[0]} -or ${clause(how, value)}`), value)
})

test('what is not supported is named', () => {
  const clause = '(device.devicePhysicalIds -any (_ -eq "x"))'
  const refused: [string, RegExp][] = [
    ['(device.deviceOwnership -eq "Company")', /device\.deviceOwnership are not supported/],
    ['(user.department -eq "Sales")', /user\.department/],
    ['(device.devicePhysicalIds -all (_ -eq "x"))', /-all is not supported/],
    ['(device.devicePhysicalIds -any (_ -match "x.*"))', /-match is not supported; -eq, -contains and -startsWith are/],
    ['(device.devicePhysicalIds -any (x -eq "x"))', /where the item, _, belongs/],
    ['(device.devicePhysicalIds -any (_ -eq ""))', /empty/],
    ['(device.devicePhysicalIds -any (_ -eq x))', /quotation marks at character 39/],
    ['(device.devicePhysicalIds -any (_ -eq "x")', /closing parenthesis at its end/],
    [`${clause})`, /cannot be read at character 44/],
    [`${clause} xor ${clause}`, /cannot be read at character 45 \(xor\)/],
    [`${clause} and`, /property .* at its end/],
    ['(device.devicePhysicalIds -any (_ -eq "x))', /"\\"" at character 39/],
    ['[OrderID]', /needs a value, such as \[OrderID\]:Sales/],
    ['[GID]:5', /"\[" at character 1/],
    [`${'('.repeat(30)}${clause}${')'.repeat(30)}`, /20 deep/],
    [`${'not '.repeat(30)}${clause}`, /20 deep/],
  ]
  for (const [rule, message] of refused)
    assert.throws(
      () => parseRule(rule),
      (error: RegistryError) => {
        assert.ok(error instanceof RegistryError)
        assert.equal(error.code, 'group_rule_not_supported', rule)
        assert.equal(error.field, 'rule')
        assert.match(error.message, message)
        return true
      },
    )
  for (const rule of ['', ' ', 'x'.repeat(3073), 5])
    assert.throws(
      () => parseRule(rule),
      (error: RegistryError) => error.code === 'invalid_request' && error.field === 'rule',
    )
})

const value = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter(text => !/\p{Cc}/u.test(text))
  .map(fold)
const clause: fc.Arbitrary<Condition> = fc
  .tuple(fc.constantFrom('eq', 'contains', 'startsWith'), value)
  .map(([any, value]) => ({ any, value }))

/** Conditions as the parser makes them. */
const conditions = fc.letrec<{ condition: Condition }>(tie => {
  const parts = fc.array(tie('condition'), { minLength: 2, maxLength: 3 })
  return {
    condition: fc.oneof(
      { maxDepth: 4 },
      clause,
      parts.map(and => ({ and })),
      parts.map(or => ({ or })),
      tie('condition').map(not => ({ not })),
    ),
  }
}).condition

function print(condition: Condition): string {
  if ('and' in condition) return `(${condition.and.map(print).join(' -and ')})`
  if ('or' in condition) return `(${condition.or.map(print).join(' -or ')})`
  if ('not' in condition) return `-not ${print(condition.not)}`
  const value = condition.value.replaceAll(/[`"]/g, '`$&')
  return `(device.devicePhysicalIds -any (_ -${condition.any} "${value}"))`
}

test('what is printed reads as the same condition', () => {
  fc.assert(
    fc.property(conditions, condition => {
      const text = print(condition)
      fc.pre(text.length <= 3072)
      assert.deepEqual(parseRule(text).condition, condition)
    }),
  )
})

test('no text makes the parser fail otherwise than by saying what it does not read', () => {
  const pieces = fc.constantFrom(
    '(',
    ')',
    '"',
    "'",
    '`',
    '_',
    '-any',
    '-eq',
    'and',
    'not',
    '"x"',
    'device.devicePhysicalIds',
    ' ',
    '[OrderID]:',
    'é',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), parts => {
      try {
        parseRule(parts.join(' '))
      } catch (error) {
        assert.ok(error instanceof RegistryError)
      }
    }),
  )
})
