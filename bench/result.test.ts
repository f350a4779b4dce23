import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median, percentile } from './percentile.ts'
import { isMet, short, toCells, toMarkdown, toText } from './result.ts'

test('a percentile is a value that was measured, by nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, n) => n + 1)
  assert.equal(percentile(values, 0.99), 198)
  assert.equal(percentile(values, 1), 200)
  assert.equal(percentile([7], 0.5), 7)
  assert.equal(percentile([], 0.99), 0)
  assert.equal(median([9, 1, 5]), 5)
})

test('a target is met on its own side, and at its very value', () => {
  const result = { measure: 'm', detail: '' }
  assert.equal(isMet({ ...result, value: 0.7, target: { op: '≥', value: 0.7 } }), true)
  assert.equal(isMet({ ...result, value: 0.69, target: { op: '≥', value: 0.7 } }), false)
  assert.equal(isMet({ ...result, value: 301, target: { op: '≤', value: 300 } }), false)
  assert.equal(isMet({ ...result, value: 1 }), undefined)
  assert.equal(isMet({ ...result, target: { op: '≥', value: 1 } }), undefined)
})

test('what was not measured is said, never left out', () => {
  const missing = { measure: 'two workers', target: { op: '≥', value: 1.6 } as const, detail: 'there are none' }
  assert.deepEqual(toCells(missing), ['two workers', 'not available', '≥ 1.6', '–', 'there are none'])
})

test('tables hold every line, with units', () => {
  const memory = {
    measure: 'memory | peak',
    value: 212.4,
    unit: 'MB',
    target: { op: '≤', value: 300, unit: 'MB' } as const,
  }
  const results = [{ ...memory, detail: '512 MB' }]
  assert.match(toText(results), /memory \| peak {2}212 MB {2}≤ 300 MB {2}met {2}512 MB$/)
  assert.match(
    toMarkdown([{ results, usedByOthers: 0 }]),
    /^\| memory \\\| peak \| 212 MB \| ≤ 300 MB \| met \| 512 MB \|$/m,
  )
})

test('nothing is said to be met or missed on a machine that was busy with other things', () => {
  const result = { measure: 'm', value: 1, target: { op: '≥', value: 0.5 } as const, detail: '' }
  assert.equal(toCells(result, 0.1)[3], 'met')
  assert.equal(toCells(result, 0.8)[3], 'not judged')
  // Memory is what it is.
  assert.equal(toCells({ ...result, unit: 'MB' }, 0.8)[3], 'met')
})

test('sizes are written short', () => {
  assert.deepEqual([10_000_000, 100_000, 2_500, 12].map(short), ['10 M', '100 k', '2.5 k', '12'])
})
