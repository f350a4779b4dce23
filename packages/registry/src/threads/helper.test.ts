import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MessageChannel } from 'node:worker_threads'
import { RegistryError } from '../errors.ts'
import { serveTasks, type Tasks, ThreadHelper } from './index.ts'

function connected(tasks: Tasks) {
  const { port1, port2 } = new MessageChannel()
  const helper = new ThreadHelper()
  helper.attach(port1)
  serveTasks(port2, tasks)
  return { helper, close: () => port1.close() }
}

async function* pieces(count: number, sent: { bytes: number }, size = 262_144) {
  for (let n = 0; n < count; n++) {
    sent.bytes += size
    yield new Uint8Array(size).fill(n)
  }
}

test('a task answers, and its errors arrive as what they are', async () => {
  const { helper, close } = connected({
    double: async (n: number) => 2 * n,
    refuse: async () => {
      throw new RegistryError('invalid_request', 'No.', { field: 'name' })
    },
  })
  assert.equal(await helper.run('double', 21), 42)
  await assert.rejects(helper.run('refuse', {}), { name: 'RegistryError', code: 'invalid_request', field: 'name' })
  await assert.rejects(helper.run('unheard-of', {}), /no task/)
  close()
})

test('a body is sent no faster than it is read, complete and in order', async () => {
  const sent = { bytes: 0 }
  const { helper, close } = connected({
    async sum(_: unknown, body) {
      const order: number[] = []
      for await (const piece of body) {
        await new Promise(resolve => setTimeout(resolve, 2))
        assert.ok(sent.bytes - order.length * 262_144 <= 8 * 262_144, 'the sender waits')
        order.push(piece[0] as number)
      }
      return order
    },
  })
  const order = await helper.run('sum', {}, pieces(40, sent))
  assert.deepEqual(order, [...Array(40).keys()])
  close()
})

test('a body that breaks off fails the task, with the error of the body', async () => {
  const { helper, close } = connected({
    async read(_: unknown, body) {
      for await (const _piece of body);
    },
  })
  async function* broken() {
    yield new Uint8Array(10)
    throw new RegistryError('body_too_large')
  }
  await assert.rejects(helper.run('read', {}, broken()), { code: 'body_too_large' })
  close()
})

test('what was asked of a thread that is gone fails; what is asked afterwards goes to the next', async () => {
  const { helper } = connected({ wait: () => new Promise(() => undefined) })
  const asked = helper.run('wait', {})
  const { port1, port2 } = new MessageChannel()
  helper.attach(port1)
  serveTasks(port2, { wait: async () => 'done' })
  await assert.rejects(asked, /ended/)
  assert.equal(await helper.run('wait', {}), 'done')
  port1.close()
})
