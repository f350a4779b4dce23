import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import type { Store } from '../store/index.ts'
import { rejectsWith } from '../testing/assertions.ts'
import { engineUnderTest, type TestDatabase, testDatabase } from '../testing/database.ts'
import { compileFilter, type Filter, FilterError, filterTest, resolveFilter, type Value } from './index.ts'

const fields = {
  id: 'id',
  serialNumber: 'text',
  groupTag: 'text',
  size: 'integer',
  isHeld: 'boolean',
  seenAt: 'moment',
} as const
type Field = keyof typeof fields

const compare = (property: string, operator: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le', value: Value): Filter => ({
  kind: 'compare',
  property,
  operator,
  value,
})
const passes = (filter: Filter, item: object) => filterTest(filter, fields)(item as Record<string, unknown>)

test('a property without a value equals null only, and is no part of any order', () => {
  const item = { serialNumber: null }
  assert.ok(passes(compare('serialNumber', 'eq', null), item))
  assert.ok(passes(compare('serialNumber', 'eq', null), {}))
  assert.ok(passes(compare('serialNumber', 'ne', 'A'), item))
  for (const operator of ['gt', 'ge', 'lt', 'le'] as const)
    assert.ok(!passes(compare('serialNumber', operator, 'A'), item), operator)
  assert.ok(passes({ kind: 'not', of: compare('serialNumber', 'gt', 'A') }, item))
  assert.ok(!passes({ kind: 'match', how: 'contains', property: 'serialNumber', text: '' }, item))
})

test('names are found in any capitals, others are refused by name', () => {
  const filter = compare('SERIALNUMBER', 'eq', 'A')
  assert.deepEqual(resolveFilter(filter, fields), compare('serialNumber', 'eq', 'A'))
  assert.throws(
    () => resolveFilter(compare('colour', 'eq', 'red'), fields),
    (error: Error) => error instanceof FilterError && error.message === "Could not find a property named 'colour'.",
  )
  for (const name of ['constructor', '__proto__', 'toString'])
    assert.throws(() => resolveFilter(compare(name, 'eq', 'x'), fields), FilterError, name)
})

test('values take the type of the property, or are refused', () => {
  assert.ok(passes(compare('isHeld', 'eq', 'True'), { isHeld: true }))
  assert.ok(passes(compare('seenAt', 'eq', '2031-01-31T12:00:00Z'), { seenAt: '2031-01-31T12:00:00.000Z' }))
  assert.ok(passes(compare('serialNumber', 'eq', 5), { serialNumber: '5' }))
  for (const bad of [
    compare('size', 'eq', 'x'),
    compare('seenAt', 'gt', 'yesterday'),
    compare('isHeld', 'gt', true),
    compare('isHeld', 'eq', 'maybe'),
    compare('id', 'gt', 'x'),
    { kind: 'match', how: 'contains', property: 'size', text: '1' },
    { ...compare('size', 'eq', 1), fold: 'lower' },
  ] as Filter[])
    assert.throws(() => resolveFilter(bad, fields), FilterError, JSON.stringify(bad))
})

test('an id that is none is equal to no id', () => {
  const item = { id: '0199a1b2-0000-7000-8000-000000000001' }
  assert.ok(passes(compare('id', 'eq', item.id.toUpperCase()), item))
  assert.ok(!passes(compare('id', 'eq', "' or 1=1 --"), item))
  assert.ok(passes(compare('id', 'ne', 'x'), item))
  assert.ok(!passes({ kind: 'not', of: compare('id', 'ne', 'x') }, item))
})

const texts = ['', 'A', 'a', 'AB-7', 'ab-7', 'x%y', 'x_y', 'x!y', "it's", 'É', 'é', '\u{1f600}', '\ue000', 'Straße']
const ids = ['0199a1b2-0000-7000-8000-000000000001', '0199a1b2-0000-7000-8000-00000000000a']
const numbers = [0, 1, 2, -1]
const moments = [0, 1_700_000_000_000, -62_135_596_800_000]

const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 4 })
const pools: Record<Field, fc.Arbitrary<Value>> = {
  id: orNull(fc.constantFrom(...ids, ids[0]?.toUpperCase() as string, 'none')),
  serialNumber: orNull(fc.constantFrom(...texts)),
  groupTag: orNull(fc.constantFrom(...texts)),
  size: orNull(fc.constantFrom(...numbers, 0.5, -1.5, 1e300, -1e300)),
  isHeld: orNull(fc.boolean()),
  seenAt: orNull(fc.constantFrom(...moments).map(ms => new Date(ms))),
}
const fold = fc.constantFrom('lower', 'upper', undefined)
const textual: Field[] = ['serialNumber', 'groupTag']

const anyTest: fc.Arbitrary<Filter> = fc.constantFrom(...(Object.keys(fields) as Field[])).chain(property => {
  const operators =
    property === 'isHeld' || property === 'id'
      ? (['eq', 'ne'] as const)
      : (['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const)
  const subject = (textual.includes(property) ? fold : fc.constant(undefined)).map(by => ({
    property,
    ...(by && { fold: by }),
  }))
  const compared = fc
    .tuple(subject, fc.constantFrom(...operators), pools[property])
    .map(([at, operator, value]): Filter => ({ kind: 'compare', ...at, operator, value }))
  const listed = fc
    .tuple(subject, fc.array(pools[property], { maxLength: 3 }))
    .map(([at, values]): Filter => ({ kind: 'in', ...at, values }))
  const matched = fc
    .tuple(fc.constantFrom('contains', 'startswith', 'endswith'), fc.constantFrom(...texts, '0199', '-'))
    .map(([how, text]): Filter => ({ kind: 'match', how, property, text }) as Filter)
  return textual.includes(property) || property === 'id'
    ? fc.oneof(compared, listed, matched)
    : fc.oneof(compared, listed)
})

const anyFilter = fc.letrec<{ filter: Filter }>(tie => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    anyTest,
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      of: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
    }) as fc.Arbitrary<Filter>,
    fc.record({ kind: fc.constant('not'), of: tie('filter') }) as fc.Arbitrary<Filter>,
  ),
})).filter

describe(`filters in the database (${engineUnderTest})`, () => {
  let database: TestDatabase
  let store: Store
  let rows: { id: string; name: string; tag: string | null; at: number | null }[]

  before(async () => {
    database = await testDatabase()
    store = database.open()
    const cells = fc.sample(fc.tuple(fc.constantFrom(...texts), orNull(fc.constantFrom(...texts))), {
      numRuns: 80,
      seed: 1,
    })
    rows = cells.map(([name, tag], n) => ({
      id: ids[n] ?? `0199a1b2-0000-7000-8000-1${String(n).padStart(11, '0')}`,
      name,
      tag,
      at: n % 4 === 0 ? null : (moments[n % 3] as number),
    }))
    await store.write(async tx => {
      for (const row of rows)
        await tx.db
          .insertInto('oidc_state')
          .values({ model: 'filter', id: row.id, payload: '{}', expires_at: row.at, grant_id: row.tag })
          .execute()
      await tx.db
        .insertInto('tenants')
        .values(rows.map(({ id, name }) => ({ id, name, domain: id, created_at: 1 })))
        .execute()
    })
  })
  after(async () => {
    await store.close()
    await database.remove()
  })

  test('the rows that a query finds are those that the filter lets through', async () => {
    const columns = {
      id: { type: 'id', column: 'tenants.id' },
      serialNumber: { type: 'text', column: 'tenants.name' },
      groupTag: { type: 'text', column: 'oidc_state.grant_id', absent: '' },
      size: { type: 'integer', column: sql`oidc_state.expires_at` },
      isHeld: {
        type: 'boolean',
        column: sql`(case when oidc_state.grant_id = 'A' then 1 when tenants.name = 'A' then 0 end)`,
      },
      seenAt: { type: 'moment', column: 'oidc_state.expires_at' },
    } as const
    const items = rows.map(row => ({
      id: row.id,
      serialNumber: row.name,
      groupTag: row.tag ?? '',
      size: row.at,
      isHeld: row.tag === 'A' ? true : row.name === 'A' ? false : null,
      seenAt: row.at === null ? null : new Date(row.at).toISOString(),
    }))
    let found = 0
    await fc.assert(
      fc.asyncProperty(anyFilter, async filter => {
        const expected = items.filter(filterTest(filter, fields)).map(item => item.id)
        const selected = await store.db
          .selectFrom('tenants')
          .innerJoin('oidc_state', join => join.on(sql`cast(tenants.id as text)`, '=', sql.ref('oidc_state.id')))
          .select('tenants.id')
          .where(compileFilter(filter, columns))
          .execute()
        found += selected.length
        assert.deepEqual(selected.map(row => row.id).sort(), expected.sort())
      }),
      { numRuns: 400 },
    )
    assert.ok(found > 1000, `${found} rows were found`)
  })

  test('a filter for a property without a column is refused', async () => {
    const build = () => compileFilter(compare('size', 'eq', 1), { id: { type: 'id', column: 'id' } })
    await rejectsWith('invalid_request', build, 'filter')
  })
})
