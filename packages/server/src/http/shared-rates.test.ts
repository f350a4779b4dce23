import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { createRegistry, createVault, type Store } from '@hailport/registry'
import { type TestDatabase, testDatabase } from '@hailport/registry/testing'
import { RateCounter } from './rate-counter.ts'
import { sharedRates } from './shared-rates.ts'

const windowMs = 60_000
const max = 100

let database: TestDatabase
let store: Store
let time = 1_700_000_000_000
const registry = () => createRegistry({ store, vault: createVault(new Uint8Array(32)), now: () => time })
before(async () => {
  database = await testDatabase()
  store = database.open()
})
after(async () => {
  await store.close()
  await database.remove()
})
beforeEach(() => store.write(async tx => void (await tx.db.deleteFrom('rate_counts').execute())))

/** A server of the registry, `behind` ms after the registry's clock in its own count of time. */
function server(behind = 0) {
  const counter = new RateCounter(windowMs, 1_000)
  const shared = sharedRates(registry())
  const now = () => time - behind
  return {
    hit(caller: string, times = 1) {
      for (; times > 1; times--) counter.hit(caller, now())
      const window = counter.hit(caller, now())
      shared.note(caller, window, max)
      return { hits: window.hits, endsIn: window.endsAt - now() }
    },
    share: () => shared.share(now()),
  }
}

const rows = () => store.db.selectFrom('rate_counts').selectAll().execute()

describe('servers share what they have counted', () => {
  test('each learns what the others have counted, and when the window ends that began first', async () => {
    const [first, second] = [server(), server(1_000_000)]
    first.hit('a', 5)
    await first.share()
    time += 20_000
    second.hit('a', 3)
    second.hit('b', 7)
    await second.share()
    assert.deepEqual(second.hit('a'), { hits: 9, endsIn: 40_000 })
    assert.deepEqual(second.hit('b'), { hits: 8, endsIn: 60_000 })
    first.hit('a')
    await first.share()
    assert.deepEqual(first.hit('a'), { hits: 10, endsIn: 40_000 }, 'what is not shared yet is not known')
    await second.share()
    assert.equal(second.hit('a').hits, 11)
  })
  test('what comes in while the store works is counted once', async () => {
    const one = server()
    one.hit('a', 5)
    const sharing = one.share()
    one.hit('a', 2)
    await sharing
    await one.share()
    assert.deepEqual(
      (await rows()).map(row => row.hits),
      [7],
    )
    assert.equal(one.hit('a').hits, 8)
  })
  test('nothing is written for who has not come again, nor for who is over the limit already', async () => {
    const one = server()
    one.hit('a', 3)
    one.hit('b', max + 1)
    await one.share()
    const before = await rows()
    assert.deepEqual(before.map(row => row.hits).sort(), [max + 1, 3].sort())
    one.hit('b', 50)
    await one.share()
    assert.deepEqual(await rows(), before)
  })
  test('a window that is over begins anew, and rows of old ones are removed', async () => {
    const one = server()
    one.hit('a', 5)
    one.hit('once', 5)
    await one.share()
    time += windowMs
    one.hit('a')
    await one.share()
    assert.deepEqual(one.hit('a'), { hits: 2, endsIn: windowMs })
    time += 2 * windowMs
    one.hit('a')
    await one.share()
    assert.deepEqual(
      (await rows()).map(row => row.hits),
      [1],
    )
  })
  test('what could not be shared is shared later', async () => {
    let isAway = true
    const write: typeof store.write = (work, options) =>
      isAway ? Promise.reject(new Error('away')) : store.write(work, options)
    const shared = sharedRates({ ...registry(), store: { ...store, write } })
    const window = { hits: 4, endsAt: time + windowMs }
    shared.note('a', window, max)
    await assert.rejects(shared.share(time), /away/)
    isAway = false
    await shared.share(time)
    assert.deepEqual(
      (await rows()).map(row => row.hits),
      [4],
    )
    assert.equal(window.hits, 4)
  })
})
