import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inBatches } from './batches.ts'

test('what is asked in one turn is asked together, so many at a time, and each gets its own answer', async () => {
  const asked: number[][] = []
  const double = inBatches<number, number>(async questions => {
    asked.push(questions)
    return questions.map(question => question * 2)
  }, 3)
  assert.deepEqual(await Promise.all([1, 2, 3, 4].map(double)), [2, 4, 6, 8])
  assert.equal(await double(5), 10)
  assert.deepEqual(asked, [[1, 2, 3], [4], [5]])
})

test('an answer that is an error fails its question alone; when asking fails, all of that turn fail, and the next goes on', async () => {
  let works = true
  const ask = inBatches<number, number>(async questions => {
    if (!works) throw new Error('no connection')
    return questions.map(question => (question === 2 ? new Error('two') : question))
  }, 10)
  const results = await Promise.allSettled([1, 2, 3].map(ask))
  assert.deepEqual(
    results.map(result => (result.status === 'fulfilled' ? result.value : result.reason.message)),
    [1, 'two', 3],
  )
  works = false
  const failed = await Promise.allSettled([1, 3].map(ask))
  assert.ok(failed.every(result => result.status === 'rejected' && result.reason.message === 'no connection'))
  works = true
  assert.equal(await ask(3), 3)
})
