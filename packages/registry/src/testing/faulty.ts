import type { PoolClient } from 'pg'

/** What may happen to a statement on its way. */
type Fault = 'serialization' | 'deadlock' | 'drop-before' | 'drop-after'

const faults: readonly Fault[] = ['serialization', 'deadlock', 'drop-before', 'drop-after']

const transient = { serialization: '40001', deadlock: '40P01' } as const

/** The same numbers in every run: a failure can be looked at again. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const lost = () => new Error('Connection terminated unexpectedly')

async function withFault(client: PoolClient, fault: Fault, run: () => Promise<unknown>): Promise<unknown> {
  if (fault === 'serialization' || fault === 'deadlock')
    throw Object.assign(new Error(`injected ${fault}`), { code: transient[fault] })
  // What a network does: the statement arrives or not, the answer never does.
  if (fault === 'drop-after') await run()
  ;(client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
  throw lost()
}

const next = random(42)

/** A connection on which one statement in `oneIn` fails as a busy or failing server makes it fail. */
export function faulty(client: PoolClient, oneIn = 60): PoolClient {
  return new Proxy(client, {
    get(target, name) {
      const member = Reflect.get(target, name, target)
      if (name !== 'query') return typeof member === 'function' ? member.bind(target) : member
      return (...args: unknown[]) => {
        const run = () => (member as (...all: unknown[]) => Promise<unknown>).apply(target, args)
        if (next() * oneIn >= 1) return run()
        return withFault(target, faults[Math.floor(next() * faults.length)] as Fault, run)
      }
    },
  })
}
