import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { MessageChannel } from 'node:worker_threads'
import { TurnQueue, turnsAt } from './turns.ts'

test('turns come in the order in which they were asked for, each after the one before has ended', async () => {
  const queue = new TurnQueue()
  const order: string[] = []
  const use = async (name: string) => {
    const done = await queue.take()
    order.push(`${name} begins`)
    await new Promise(resolve => setImmediate(resolve))
    order.push(`${name} ends`)
    done()
  }
  await Promise.all(['a', 'b', 'c'].map(use))
  assert.deepEqual(order, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})

test('a thread takes part over its port, and one that dies with the turn does not keep it', async () => {
  const queue = new TurnQueue()
  const { port1, port2 } = new MessageChannel()
  queue.serve(port1)
  const far = turnsAt(port2)
  const done = await far.take()
  const mine = queue.take()
  let granted = false
  mine.then(() => {
    granted = true
  })
  await new Promise(resolve => setTimeout(resolve, 20))
  assert.equal(granted, false)
  done()
  const end = await mine
  const again = far.take()
  end()
  await again
  port2.close()
  await once(port1, 'close')
  assert.equal(typeof (await queue.take()), 'function')
})
