import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { audit } from '@hailport/registry/testing/audit'
import type { Look, Rows } from '@hailport/registry/testing/rows'
import { Service } from '../service.ts'
import { Load, type Outcome } from './load.ts'
import { Random } from './random.ts'
import { makeWorld } from './world.ts'

/** A service that starts quickly: what Node compiles is kept only at the end of a process that is not killed. */
export async function startForKills(database = ''): Promise<Service> {
  const service = await Service.start({ database })
  await service.stop()
  await service.start()
  return service
}

/** Who is killed, and started again. */
export interface Victim {
  kill(): Promise<void>
  start(): Promise<void>
}

/** HAILPORT_TEST_KILLS: how often. HAILPORT_TEST_SEED: of the moments and of the load, to repeat a run as far as timing lets. */
const { HAILPORT_TEST_KILLS: wanted, HAILPORT_TEST_SEED: again } = process.env
const kills = Number(wanted ?? 50)
const seed = Number(again ?? Date.now() % 1_000_000)

/** A machine that is busy with other things gets fewer kills, and the test says how many; whoever names a number gets it. */
const killingMs = wanted === undefined ? 140_000 : Number.POSITIVE_INFINITY
/** With fewer, a test says nothing. */
const fewest = Math.min(5, kills)

/** A killed server's job waits until its lease has run out; then the last batches have their turn. */
const finishMs = 100_000

/**
 * Kills the victim again and again under load, at random moments.
 * @param look at the rows, when all is over.
 */
export async function underKills(t: TestContext, service: Service, victim: Victim, look: () => Look): Promise<void> {
  const random = new Random(seed)
  const load = new Load(service, await makeWorld(service), new Random(seed + 1))
  t.diagnostic(`seed ${seed}`)
  let over = false
  const killing = async () => {
    const end = Date.now() + killingMs
    for (let n = 0; n < kills && !over && (n < fewest || Date.now() < end); n++) {
      await load.served(() => over)
      await pause(random.between(10, 300))
      load.strike()
      await victim.kill()
      await victim.start()
    }
  }
  const killed = killing()
  try {
    // Whatever a client finds wrong ends the test at once.
    await Promise.race([killed, load.start()])
    await load.stop(finishMs)
    const seen = look()
    await check(load, seen.rows).finally(() => seen.close())
  } finally {
    over = true
    load.abandon()
    t.diagnostic(story(load))
    await killed
  }
  assert.ok(load.strikes >= fewest, 'the machine is too slow for this test')
  for (const client of load.clients)
    assert.ok(client.struck > 0 || load.strikes < 20, `${client.what} were under way when the victim was killed`)
}

function story(load: Load): string {
  const { acknowledged, owners, clients, booted } = load
  const rows = acknowledged.reduce((sum, batch) => sum + batch.devices.length, 0)
  const each = clients.map(
    ({ what, struck, cut, toldToWait }) =>
      `${what}: ${struck} struck, ${cut.length} unanswered (${[...new Set(cut)].join(', ')}), ${toldToWait} told to come back`,
  )
  return [
    `${load.strikes} of ${kills} kills`,
    `${load.cutWhileDecided()} batches were cut while they were decided`,
    `${acknowledged.length} batches with ${rows} rows, ${owners.size} devices, ${booted} first boots`,
    ...each,
  ].join('; ')
}

async function check(load: Load, rows: Rows): Promise<void> {
  const results = new Map<string, Outcome[]>()
  for (const batch of load.acknowledged) {
    const again = await load.results(batch)
    results.set(batch.id, again)
    assert.deepEqual(again, batch.results, 'what a sender was told stays so')
    for (const { position, ...outcome } of again)
      assert.ok(fits(load, batch.devices[position] as number, batch.tenantId, outcome), JSON.stringify(outcome))
  }
  const ids = rows('select id from batches').map(row => row.id)
  assert.deepEqual(ids.sort(), [...results.keys()].sort(), 'each acknowledged batch is there, and no other')
  // Reminders of requests come in a week.
  const soon = Date.now() + 3_600_000
  assert.deepEqual(rows('select * from jobs where run_after < ?', soon), [], 'no work is left')
  audit(rows, id => results.get(id) ?? [])
  const serials = rows('select serial_number from registrations').map(row => row.serial_number)
  assert.equal(serials.length, load.owners.size)
  assert.equal(new Set(serials).size, serials.length, 'each device is registered once')
  for (const device of [...load.owners.keys()].filter(device => device % 20 === 0)) await load.boot(device)
}

/** Whether an outcome is what the owner of the device makes it. */
function fits(
  { owners }: Load,
  device: number,
  tenantId: string,
  { status, code }: Omit<Outcome, 'position'>,
): boolean {
  if (owners.get(device) === tenantId) return status === 'registered' || status === 'already_registered'
  return owners.has(device) && status === 'rejected' && code === 'device_registered_elsewhere'
}
