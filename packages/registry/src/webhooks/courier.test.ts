import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { appendJournal, type EventKind } from '../journal/index.ts'
import type { Principal } from '../organizations/index.ts'
import { rejectsWith, type TestRegistry, testRegistry } from '../testing/index.ts'
import { deliverDue, type TestReceiver, testReceiver } from '../testing/receiver.ts'
import { failingPatienceMs, refusedAttempts } from './decide.ts'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  getWebhookDelivery,
  listWebhookDeliveries,
  replayWebhook,
  replayWebhookDelivery,
  rotateWebhookSecret,
  skipWebhookDelivery,
  startCourier,
  testWebhook,
} from './index.ts'
import { sign } from './secret.ts'

let kit: TestRegistry
let organizationId: string
let admin: Principal
let receiver: TestReceiver

before(async () => {
  kit = await testRegistry({ webhookEvents: 10 })
})
after(() => kit.close())
beforeEach(async () => {
  organizationId = (await kit.tenant()).id
  admin = await kit.personOf(organizationId, ['tenant-admin'])
  receiver = testReceiver()
})

const add = async (events?: readonly string[]) => {
  const input = { name: 'hook', url: 'https://contoso.example/hook', ...(events && { events }) }
  const made = await createWebhook(kit.registry, admin, organizationId, input, receiver)
  return { ...made, organizationId, webhookId: made.id }
}

/** Something happens: one transaction with an entry for each subject. */
const happen = (subjects: readonly string[], action: EventKind = 'group.created') =>
  kit.registry.store.write(tx =>
    appendJournal(
      tx,
      admin,
      kit.clock.now(),
      subjects.map(subjectId => ({ organizationId, action, subjectKind: 'group', subjectId })),
    ),
  )
const names = (count: number, prefix = 's') => Array.from({ length: count }, (_, n) => `${prefix}${n}`)
const told = (subjects: readonly string[], action = 'group.created') => subjects.map(subject => `${action} ${subject}`)
const deliver = () => deliverDue(kit.registry, receiver)
const deliveries = async (ref: { organizationId: string; webhookId: string }, state?: 'failed' | 'waiting') =>
  (await listWebhookDeliveries(kit.registry, admin, ref, { ...(state && { state }), order: 'asc' })).items

describe('a courier', () => {
  test('delivers what is journalled, in order, at most so many events in a message, each once', async () => {
    await happen(['before'])
    const hook = await add()
    await happen(names(23))
    await happen(['later'])
    await deliver()
    assert.deepEqual(receiver.taken, told([...names(23), 'later']))
    assert.deepEqual(
      receiver.got.map(({ payload }) => payload.data.events.length),
      [10, 10, 4],
    )
    assert.equal(new Set(receiver.got.map(({ id }) => id)).size, 3)
    const [first] = receiver.got
    assert.equal(first?.payload.type, 'events')
    assert.deepEqual(first?.payload.data.organizationId, organizationId)
    assert.equal((await deliveries(hook)).filter(each => each.state === 'delivered').length, 3)
    assert.equal((await getWebhook(kit.registry, admin, hook)).waitingSinceAt, undefined)
    await deliver()
    assert.equal(receiver.got.length, 3)
  })
  test('delivers only the kinds that were asked for, and only of the own journal', async () => {
    await add(['group.deleted', 'group.created'])
    const other = await kit.tenant()
    await kit.registry.store.write(tx =>
      appendJournal(tx, admin, 0, [
        { organizationId: other.id, action: 'group.created', subjectKind: 'group', subjectId: 'foreign' },
        { organizationId, action: 'group.updated', subjectKind: 'group', subjectId: 'unwanted' },
        { organizationId, action: 'group.deleted', subjectKind: 'group', subjectId: 'wanted' },
      ]),
    )
    await deliver()
    assert.deepEqual(receiver.taken, told(['wanted'], 'group.deleted'))
  })
  test('signs with the secret, and after a rotation with both for as long as was asked', async () => {
    const hook = await add()
    const { secret } = await rotateWebhookSecret(kit.registry, admin, hook, 2)
    const signatures = async (subject: string) => {
      await happen([subject])
      await deliver()
      const { message, id } = receiver.got.at(-1) as TestReceiver['got'][number]
      const at = Number(message.headers['webhook-timestamp'])
      const expected = [secret, hook.secret].map(each => sign(each, id, at, message.body))
      const given = String(message.headers['webhook-signature']).split(' ')
      return given.map(each => expected.indexOf(each))
    }
    assert.deepEqual(await signatures('a'), [0, 1])
    kit.clock.advance(2 * 3_600_000)
    assert.deepEqual(await signatures('b'), [0])
  })
  test('tries again under the same id and holds back what is newer, until it is taken', async () => {
    const hook = await add()
    await happen(['first'])
    receiver.answers(500, { problem: 'connect ECONNREFUSED' })
    await deliver()
    await happen(['second'])
    await deliver()
    assert.equal(receiver.got.length, 1)
    const failing = await getWebhook(kit.registry, admin, hook)
    assert.equal(failing.lastProblem, '500')
    assert.ok(failing.failingSinceAt !== undefined && failing.nextAttemptAt !== undefined)
    kit.clock.advance(5_500)
    await deliver()
    kit.clock.advance(33_000)
    await deliver()
    assert.deepEqual(receiver.taken, told(['first', 'second']))
    assert.equal(new Set(receiver.got.slice(0, 3).map(({ id }) => id)).size, 1)
    assert.deepEqual(
      (await deliveries(hook)).map(({ state, attempts }) => [state, attempts]),
      [
        ['delivered', 3],
        ['delivered', 1],
      ],
    )
    assert.equal((await getWebhook(kit.registry, admin, hook)).failingSinceAt, undefined)
  })
  test('disables at 410, loses nothing, and goes on once somebody has made it active', async () => {
    const hook = await add(['group.created'])
    await happen(['first'])
    receiver.answers(410)
    await deliver()
    await happen(['second'])
    await deliver()
    const { state, reason } = await getWebhook(kit.registry, admin, hook)
    assert.deepEqual([state, reason, receiver.got.length], ['disabled', 'gone', 1])
    const journal = kit.database.rows(
      `select action, actor_kind from journal where subject_id = ? order by id`,
      hook.id,
    )
    assert.deepEqual(journal.at(-1), { action: 'webhook.disabled', actor_kind: 'system' })
    await changeWebhook(kit.registry, admin, hook, { state: 'active' }, receiver)
    await deliver()
    assert.deepEqual(receiver.taken.slice(0, 2), told(['first', 'second']))
  })
  test('gives up after three days, disables, and replays what was given up when asked to', async () => {
    const hook = await add(['group.created'])
    await happen(['lost'])
    receiver.always({ problem: 'No answer within 10 s.' })
    const began = kit.clock.now()
    for (let n = 0; n < 12; n++) {
      await deliver()
      kit.clock.advance(27 * 3_600_000 * (n < 6 ? 0.08 : 1))
    }
    const disabled = await getWebhook(kit.registry, admin, hook)
    assert.deepEqual([disabled.state, disabled.reason, disabled.failed], ['disabled', 'failing', 1])
    assert.ok(Number(disabled.lastAttemptAt) - began >= failingPatienceMs)
    await happen(['kept'])
    receiver.always(200)
    await changeWebhook(kit.registry, admin, hook, { state: 'active' }, receiver)
    await replayWebhook(kit.registry, admin, hook, { what: 'failed' })
    await deliver()
    assert.deepEqual(receiver.taken, told(['lost', 'kept']))
    assert.equal((await getWebhook(kit.registry, admin, hook)).failed, 0)
  })
  test('goes on behind a message that the receiver refuses again and again', async () => {
    const hook = await add()
    await happen(['poison'])
    receiver.answers(...Array.from({ length: refusedAttempts }, () => 422))
    for (let n = 0; n < refusedAttempts; n++) {
      await deliver()
      kit.clock.advance(40 * 60_000)
    }
    await happen(['sound'])
    await deliver()
    assert.deepEqual(receiver.taken, told(['sound']))
    const [failed] = await deliveries(hook, 'failed')
    assert.equal(failed?.status, 422)
    const ref = { ...hook, deliveryId: String(failed?.id) }
    const { entries } = await getWebhookDelivery(kit.registry, admin, ref)
    assert.deepEqual(
      entries.map(entry => entry.subject.id),
      ['poison'],
    )
    await replayWebhookDelivery(kit.registry, admin, ref)
    await deliver()
    assert.deepEqual(receiver.taken.slice(0, 2), told(['sound', 'poison']))
    assert.equal(receiver.got.find(({ id }) => id === failed?.id) !== undefined, true)
  })
  test('skips what somebody gives up', async () => {
    const hook = await add(['group.created'])
    await happen(['stuck'])
    receiver.answers(500)
    await deliver()
    await happen(['next'])
    const [waiting] = await deliveries(hook, 'waiting')
    const ref = { ...hook, deliveryId: String(waiting?.id) }
    assert.equal((await skipWebhookDelivery(kit.registry, admin, ref)).state, 'failed')
    await deliver()
    assert.deepEqual(receiver.taken, told(['next']))
    await rejectsWith('conflict', skipWebhookDelivery(kit.registry, admin, ref))
  })
  test('keeps what happens while it is paused', async () => {
    const hook = await add(['group.created'])
    await changeWebhook(kit.registry, admin, hook, { state: 'paused' }, receiver)
    await happen(names(3))
    await deliver()
    assert.equal(receiver.got.length, 0)
    assert.ok((await getWebhook(kit.registry, admin, hook)).waitingSinceAt !== undefined)
    await changeWebhook(kit.registry, admin, hook, { state: 'active' }, receiver)
    await deliver()
    assert.deepEqual(receiver.taken, told(names(3)))
  })
  test('replays everything since a time, part by part, before what is newer', async () => {
    kit.clock.advance(60_000)
    await happen(['too-old'])
    kit.clock.advance(60_000)
    const from = kit.clock.now()
    await happen(names(15))
    const hook = await add(['group.created'])
    kit.clock.advance(1_000)
    await replayWebhook(kit.registry, admin, hook, { what: 'since', from })
    assert.equal((await getWebhook(kit.registry, admin, hook)).replaying, true)
    await happen(['new'])
    await deliver()
    assert.deepEqual(receiver.taken, told([...names(15), 'new']))
    assert.equal((await getWebhook(kit.registry, admin, hook)).replaying, false)
    const replays = (await deliveries(hook)).map(({ replay }) => replay)
    assert.deepEqual(replays, [true, true, false])
    await rejectsWith(
      'invalid_request',
      replayWebhook(kit.registry, admin, hook, { what: 'since', from: kit.clock.now() + 1 }),
    )
  })
  test('misses nothing and repeats nothing, however many write and deliver at a time', async () => {
    await add(['group.created'])
    const writers = names(6, 'w').map(async writer => {
      for (const subject of names(8, `${writer}-`)) await happen([`${subject}a`, `${subject}b`])
    })
    let writing = true
    const delivering = (async () => {
      while (writing) await deliverDue(kit.registry, receiver, 2)
    })()
    await Promise.all(writers)
    writing = false
    await delivering
    await deliverDue(kit.registry, receiver, 2)
    const wanted = names(6, 'w').flatMap(writer => names(8, `${writer}-`).flatMap(each => [`${each}a`, `${each}b`]))
    assert.deepEqual([...receiver.taken].sort(), told(wanted).sort())
    // What one writer did stays in its order.
    for (const writer of names(6, 'w')) {
      const own = receiver.taken.filter(each => each.includes(` ${writer}-`))
      assert.deepEqual(own, told(names(8, `${writer}-`).flatMap(each => [`${each}a`, `${each}b`])))
    }
  })
  test('takes an entry that was appended first and committed last', async () => {
    await add(['group.created'])
    const appended = Promise.withResolvers<void>()
    const commit = Promise.withResolvers<void>()
    const early = kit.registry.store.write(async tx => {
      const entry = { organizationId, action: 'group.created', subjectKind: 'group', subjectId: 'early' } as const
      await appendJournal(tx, admin, kit.clock.now() - 60_000, [entry])
      appended.resolve()
      // Where one write follows another, the next would wait for this one.
      if (kit.registry.store.engine !== 'sqlite') await commit.promise
    })
    await appended.promise
    await happen(['late'])
    await deliver()
    commit.resolve()
    await early
    await deliver()
    assert.deepEqual([...receiver.taken].sort(), told(['early', 'late']))
  })
  test('takes over from one that was killed in the middle, under the same id', async () => {
    await add(['group.created'])
    await happen(['once'])
    let sent: () => void = () => undefined
    const underWay = new Promise<void>(resolve => {
      sent = resolve
    })
    let end: () => void = () => undefined
    const ended = new Promise<void>(resolve => {
      end = resolve
    })
    const ids: string[] = []
    const hanging = startCourier(
      kit.registry,
      {
        requireAllowed() {},
        async send(message) {
          ids.push(String(message.headers['webhook-id']))
          sent()
          await ended
          return { status: 204, tookMs: 1 }
        },
      },
      { error: () => undefined },
    )
    await underWay
    kit.clock.advance(kit.registry.limits.leaseMs + kit.registry.limits.webhookTimeoutMs)
    await deliver()
    assert.deepEqual(receiver.taken, told(['once']))
    assert.equal(receiver.got[0]?.id, ids[0])
    end()
    await hanging.stop()
    await deliver()
    assert.equal(receiver.got.length, 1)
  })
  test('one that fails does not hold up the others', async () => {
    const bad = await add(['group.created'])
    const good = testReceiver()
    const other = await createWebhook(
      kit.registry,
      admin,
      organizationId,
      { name: 'other', url: 'https://other.example/', events: ['group.created'] },
      good,
    )
    await happen(['x'])
    const split = {
      requireAllowed() {},
      send: (message: Parameters<TestReceiver['send']>[0], signal: AbortSignal) =>
        (message.url.includes('other') ? good : receiver).send(message, signal),
    }
    receiver.always(503)
    await deliverDue(kit.registry, split)
    assert.deepEqual(good.taken, told(['x']))
    assert.equal((await getWebhook(kit.registry, admin, bad)).lastProblem, '503')
    assert.equal(
      (await getWebhook(kit.registry, admin, { organizationId, webhookId: other.id })).failingSinceAt,
      undefined,
    )
  })
})

describe('webhooks', () => {
  test('a test is sent at once and leaves nothing behind', async () => {
    const hook = await add()
    receiver.answers({ status: 500, answer: 'no such route' })
    const result = await testWebhook(kit.registry, admin, hook, receiver)
    assert.deepEqual([result.delivered, result.status, result.answer], [false, 500, 'no such route'])
    assert.deepEqual(receiver.got[0]?.payload.type, 'test')
    assert.deepEqual(await deliveries(hook), [])
    assert.equal((await testWebhook(kit.registry, admin, hook, receiver)).delivered, true)
  })
  test('only those who may see and manage them do, and they must be able to read the journal', async () => {
    const hook = await add()
    const reader = await kit.personOf(organizationId, ['auditor'])
    const devices = await kit.personOf(organizationId, ['device-manager'])
    assert.equal((await getWebhook(kit.registry, reader, hook)).id, hook.id)
    await rejectsWith('forbidden', changeWebhook(kit.registry, reader, hook, { name: 'x' }, receiver))
    await rejectsWith('forbidden', getWebhook(kit.registry, devices, hook))
    await rejectsWith('not_found', getWebhook(kit.registry, kit.operator, hook))
    const other = await kit.personOf((await kit.tenant()).id, ['tenant-admin'])
    await rejectsWith('not_found', getWebhook(kit.registry, other, hook))
    const theirs = { organizationId: other.organization.id, webhookId: hook.webhookId }
    await rejectsWith('not_found', getWebhook(kit.registry, other, theirs))
    await rejectsWith('not_found', deleteWebhook(kit.registry, other, theirs))
  })
  test('addresses, kinds and numbers are limited', async () => {
    const make = (input: object) =>
      createWebhook(kit.registry, admin, organizationId, { name: 'x', url: 'https://a.example', ...input }, receiver)
    for (const url of [
      'ftp://a.example',
      'https://u:p@a.example',
      'nonsense',
      `https://a.example/${'x'.repeat(2_000)}`,
    ])
      await rejectsWith('invalid_request', make({ url }))
    for (const events of [[], ['device.exploded'], ['toString']]) await rejectsWith('invalid_request', make({ events }))
    for (let n = 0; n < kit.registry.limits.webhooks; n++) await make({})
    await rejectsWith('conflict', make({}))
  })
  test('a deleted webhook leaves nothing behind, and secrets are nowhere in the clear', async () => {
    const hook = await add()
    await rotateWebhookSecret(kit.registry, admin, hook)
    await happen(names(3))
    receiver.answers(500)
    await deliver()
    await happen(['waits'])
    const { rows } = kit.database
    for (const table of ['webhooks', 'journal', 'webhook_deliveries', 'webhook_states'])
      assert.ok(!JSON.stringify(rows(`select * from ${table}`)).includes(hook.secret.slice(6)), table)
    await deleteWebhook(kit.registry, admin, hook)
    for (const [table, column] of [
      ['webhooks', 'id'],
      ['webhook_states', 'webhook_id'],
      ['webhook_deliveries', 'webhook_id'],
      ['journal_followers', 'id'],
      ['journal_arrivals', 'follower_id'],
    ])
      assert.deepEqual(rows(`select * from ${table} where ${column} = ?`, hook.id), [], table)
  })
  test('deliveries that ended are forgotten after their time', async () => {
    const hook = await add(['group.created'])
    await happen(['old'])
    await deliver()
    kit.clock.advance(31 * 86_400_000)
    await happen(['new'])
    await deliver()
    assert.equal((await deliveries(hook)).length, 1)
  })
})
