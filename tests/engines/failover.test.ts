import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { ndjsonReport, type SimulatedDevice, type SimulatedFactory } from '@hailport/device'
import { Service } from '../service.ts'
import { Client } from './client.ts'
import { Cluster } from './cluster.ts'
import { devicesOf, Load, type Party } from './load.ts'
import { until } from './processes.ts'

const batchRows = 5_000
const clientsEach = 3

let cluster: Cluster
let service: Service
let client: Client
let parties: Party[]
before(async () => {
  cluster = await Cluster.start(['north', 'south'])
  service = await Service.start({ database: cluster.url })
  client = new Client(service.url)
  parties = []
  for (const name of ['Fabrikam', 'Tailwind']) {
    const tenantId = await service.tenant(name)
    parties.push({ tenantId, token: await service.person(tenantId, ['tenant-admin']) })
  }
})
after(async () => {
  await service?.remove()
  cluster?.stop()
})

interface Batch {
  readonly party: Party
  readonly id: string
  readonly devices: SimulatedFactory
}

/** @param halfSent called when half of the rows are on their way. */
async function upload(party: Party, key: string, halfSent?: () => void): Promise<Batch> {
  const devices = devicesOf(key, batchRows)
  async function* rows() {
    let sent = 0
    for (const line of ndjsonReport(devices)) {
      yield line
      if (++sent === batchRows / 2) halfSent?.()
      // The other clients live in this process too.
      if (sent % 20 === 0) await setImmediate()
    }
  }
  const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': key }
  const { id } = await client.insist(`/api/v1/tenants/${party.tenantId}/batches`, party.token, () => {
    const body = ReadableStream.from(rows()).pipeThrough(new TextEncoderStream())
    return { method: 'POST', headers, body, duplex: 'half' } as RequestInit
  })
  return { party, id, devices }
}

const pathOf = (batch: Batch) => `/api/v1/tenants/${batch.party.tenantId}/batches/${batch.id}`
const stateOf = (batch: Batch) => client.insist(pathOf(batch), batch.party.token)

interface FailOver {
  readonly batch: Batch
  /** Time in which no registration was acknowledged, ms. */
  readonly refused: number
}

/** Waits until another member serves than the one that `work` kills at its time. That one comes back as a follower. */
async function failOver(load: Load, work: (kill: () => void) => Promise<Batch>): Promise<FailOver> {
  const leader = await cluster.leader()
  await cluster.follower(leader)
  let killedAt = 0
  const batch = await work(() => {
    killedAt ||= performance.now()
    cluster.kill(leader)
  })
  const next = await cluster.leader(leader)
  const before = load.acknowledged.length
  await until('registrations go on', 60_000, async () => {
    load.check()
    return load.acknowledged.length > before + 20
  })
  const refused = load.longestPause(killedAt)
  cluster.revive(leader)
  await cluster.follower(next)
  return { batch, refused }
}

const killWhileProcessing = (load: Load, party: Party) =>
  failOver(load, async kill => {
    const batch = await upload(party, 'killed-while-processing')
    const { state } = await until('the batch is worked on', 30_000, async () => {
      const now = await stateOf(batch)
      return now.counts.registered > 0 && now
    })
    kill()
    assert.equal(state, 'processing', 'the leader was killed while the batch was at work')
    return batch
  })

// The upload is sent again until it is taken; the leader that was killed is not there then.
const killWhileUploading = (load: Load, party: Party) =>
  failOver(load, kill => upload(party, 'killed-while-uploading', kill))

/** Every row registered one device, and says which. @returns their ids by serial number. */
async function requireFinished(batch: Batch): Promise<Map<string, string>> {
  const { counts } = await until('the batch is finished', 60_000, async () => {
    const now = await stateOf(batch)
    return now.state === 'finished' && now
  })
  assert.deepEqual(counts, { total: batchRows, registered: batchRows, alreadyRegistered: 0, held: 0, rejected: 0 })
  const results = await client.list(`${pathOf(batch)}/results`, batch.party.token)
  assert.deepEqual(
    results.map(result => result.position),
    Array.from({ length: batchRows }, (_, n) => n),
  )
  return new Map(results.map((result, n) => [serialOf(batch.devices.at(n)), result.deviceId]))
}

const serialOf = (device: SimulatedDevice) => String(device.fields.SmbiosSystemSerialNumber)

/** What each tenant was told: the ids of its devices by serial number. */
async function acknowledgedTo(load: Load, batches: readonly Batch[]): Promise<Map<string, Map<string, string>>> {
  const acknowledged = new Map(parties.map(({ tenantId }) => [tenantId, new Map<string, string>()]))
  for (const { tenantId, device, deviceId } of load.acknowledged) {
    const told = acknowledged.get(tenantId)
    assert.ok(told && !told.has(serialOf(device)), 'each device was acknowledged once')
    told.set(serialOf(device), deviceId)
  }
  for (const batch of batches)
    for (const [serial, id] of await requireFinished(batch)) acknowledged.get(batch.party.tenantId)?.set(serial, id)
  return acknowledged
}

/** The ids of a tenant's devices by serial number, each of which its journal tells of once. */
async function storedBy({ tenantId, token }: Party): Promise<Map<string, string>> {
  const devices = await client.list(`/api/v1/tenants/${tenantId}/devices`, token)
  const stored = new Map<string, string>(devices.map(device => [device.serialNumber, device.id]))
  assert.equal(stored.size, devices.length, 'no device is there twice')
  const journal = `/api/v1/organizations/${tenantId}/journal?action=device.registered`
  const told = (await client.list(journal, token)).map(entry => entry.subject.id)
  assert.deepEqual(told.sort(), [...stored.values()].sort(), 'the journal agrees with the devices')
  return stored
}

test('the leader is killed under load, twice: nothing acknowledged is lost, and the service goes on by itself', async () => {
  const [one, other] = parties as [Party, Party]
  const load = new Load(client)
  for (let number = 0; number < clientsEach; number++) for (const party of parties) load.register(party, number)
  for (let number = 0; number < 2; number++) load.boot()
  const failOvers: FailOver[] = []
  try {
    failOvers.push(await killWhileProcessing(load, one))
    failOvers.push(await killWhileUploading(load, other))
  } catch (error) {
    console.error(service.log)
    throw error
  } finally {
    await load.stop()
  }

  const batches = failOvers.map(({ batch }) => batch)
  const acknowledged = await acknowledgedTo(load, batches)
  const everywhere: string[] = []
  let [all, lost] = [0, 0]
  for (const party of parties) {
    const [stored, told] = [await storedBy(party), acknowledged.get(party.tenantId) ?? new Map()]
    everywhere.push(...stored.keys())
    all += told.size
    lost += [...told].filter(([serial, id]) => stored.get(serial) !== id).length
  }
  const seconds = failOvers.map(({ refused }) => (refused / 1000).toFixed(1)).join(' s and ')
  console.log(`acknowledged ${all}, stored ${everywhere.length}, lost ${lost}`)
  console.log(`writes were refused for ${seconds} s; ${load.boots} boots were answered`)
  console.log(`callers were told: ${JSON.stringify(Object.fromEntries(client.refusals))}`)
  assert.deepEqual({ lost, stored: everywhere.length }, { lost: 0, stored: all })
  assert.equal(new Set(everywhere).size, everywhere.length, 'no device has two owners')
})
