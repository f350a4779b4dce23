import { setImmediate } from 'node:timers/promises'
import type { Registry } from '../context.ts'
import { Tally } from '../daily-counts/index.ts'
import { RegistryError } from '../errors.ts'
import { registryId } from '../organizations/index.ts'
import { type FoundConflict, recordConflicts } from '../registration/index.ts'
import { scopeTo, type Tx } from '../store/index.ts'
import type { BootAnswer, BootDevice, DecisionTrace } from './answer.ts'

/** One first boot, to be written down. */
export interface Contact {
  readonly at: number
  readonly answer: BootAnswer
  readonly trace: DecisionTrace
  readonly device?: BootDevice
  readonly presented: object
}

export interface ContactWriter {
  add(contact: Contact): void
  /** Writes what is waiting; resolves when it is durable. */
  flush(): Promise<void>
}

const delayMs = 500
const retryMs = 2_000
/** Beyond this, traces are dropped until the next write: a flood must fill neither the memory nor the disk. */
const maxTraces = 20_000

interface Met {
  readonly device: BootDevice
  readonly first: number
  readonly last: number
  readonly times: number
  /** The profile of the last answer. */
  readonly profileId: string | null
}

/** By what first boots are counted: the answer, and whether there was a profile in it. */
const boots = ({ status, profile }: BootAnswer): string =>
  status === 'registered' && profile === null ? 'no_profile' : status

/** What has happened since the last write; contacts and conflicts once for each device, however often it came. */
class Pending {
  readonly traces: Omit<Contact, 'presented'>[] = []
  readonly met = new Map<string, Met>()
  readonly conflicts = new Map<string, FoundConflict>()
  /** Every boot, also those whose traces are dropped. */
  readonly tally = new Tally()

  add({ at, answer, trace, device, presented }: Contact): void {
    if (this.traces.length < maxTraces) this.traces.push({ at, answer, trace, ...(device && { device }) })
    this.tally.add(device?.tenantId ?? registryId, 'first-boots', at, boots(answer))
    if (device === undefined) return
    if (answer.status === 'registered') {
      const before = this.met.get(device.deviceId)
      const last = Math.max(before?.last ?? at, at)
      const times = (before?.times ?? 0) + 1
      this.met.set(device.deviceId, {
        device,
        first: before?.first ?? at,
        last,
        times,
        profileId: trace.profileId ?? null,
      })
    }
    if (trace.conflict) {
      const key = `${device.deviceId} ${trace.conflict}`
      if (!this.conflicts.has(key)) this.conflicts.set(key, { device, reason: trace.conflict, presented })
    }
  }

  /** Takes over what came later. */
  append(later: Pending): void {
    this.traces.push(...later.traces.slice(0, maxTraces - this.traces.length))
    this.tally.append(later.tally)
    for (const [id, met] of later.met) {
      const before = this.met.get(id)
      this.met.set(id, { ...met, first: before?.first ?? met.first, times: met.times + (before?.times ?? 0) })
    }
    for (const [key, conflict] of later.conflicts) if (!this.conflicts.has(key)) this.conflicts.set(key, conflict)
  }
}

const isAway = (error: unknown): boolean => error instanceof RegistryError && error.code === 'store_unavailable'

/**
 * Writes first contacts, last contacts and traces behind the answers, beginning at most half a second later, so that a device waits for
 * reads only.
 */
export function contactWriter(registry: Registry, onError: (error: unknown) => void): ContactWriter {
  let pending: Pending | undefined
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  // What comes while something is being written waits together: however slow the writing is, no second queue grows behind the first.
  const writeOn = async () => {
    clearTimeout(timer)
    timer = undefined
    const taken = pending
    pending = undefined
    if (!taken) return
    try {
      await writePending(registry, taken)
    } catch (error) {
      onError(error)
      // A database that is away comes back; what was not written waits for it, within the same limits.
      if (!isAway(error)) return
      if (pending) taken.append(pending)
      pending = taken
      timer ??= setTimeout(flush, retryMs).unref()
    }
  }
  const flush = (): Promise<void> => {
    writing = writing.then(writeOn)
    return writing
  }
  return {
    add(contact) {
      pending ??= new Pending()
      pending.add(contact)
      timer ??= setTimeout(flush, delayMs)
    },
    flush,
  }
}

/** Boots whose traces one transaction writes, and devices that it notes: what it writes must not hold up those who ask meanwhile. */
const slice = 200

/** Takes out of `pending` what it has written. */
async function writePending(registry: Registry, { traces, met, conflicts, tally }: Pending): Promise<void> {
  while (traces.length > 0 || met.size > 0) {
    await setImmediate()
    const boots = traces.slice(0, slice)
    const devices = [...met.values().take(slice)]
    await registry.store.write(
      async tx => {
        await writeTraces(tx, boots)
        await writeContacts(tx, devices)
        await tally.write(tx)
      },
      { unsynced: true },
    )
    tally.clear()
    traces.splice(0, boots.length)
    for (const { device } of devices) met.delete(device.deviceId)
  }
  if (conflicts.size > 0) await writeConflicts(registry, [...conflicts.values()])
}

async function writeTraces(tx: Tx, boots: Pending['traces']): Promise<void> {
  await tx.insertMany(
    'boot_traces',
    ['organization_id', 'id', 'device_id', 'at', 'answer', 'trace'],
    boots.map(({ at, answer, trace, device }) => [
      device?.tenantId ?? registryId,
      answer.correlationId,
      device?.deviceId ?? null,
      at,
      answer.status,
      JSON.stringify(trace),
    ]),
  )
}

async function writeConflicts(registry: Registry, conflicts: readonly FoundConflict[]): Promise<void> {
  await registry.store.write(async tx => {
    const registered = await stillRegistered(
      registry,
      tx,
      conflicts.map(one => one.device),
    )
    const open = conflicts.filter(({ device }) => registered.has(device.deviceId))
    await recordConflicts(registry.store, tx, registry.now(), open, 'first-boot')
  })
}

/** A device may have been deregistered since it was answered; nothing is to be written about it then. */
async function stillRegistered(
  registry: Registry,
  tx: Tx,
  devices: readonly { readonly tenantId: string; readonly deviceId: string }[],
): Promise<Set<string>> {
  const found = new Set<string>()
  for (const [tenantId, own] of Map.groupBy(devices, device => device.tenantId)) {
    const rows = await scopeTo(tx.db, tenantId)
      .selectFrom('registrations')
      .select('id')
      .where(registry.store.textIn<'registrations'>('id', [...new Set(own.map(device => device.deviceId))]))
      .execute()
    for (const row of rows) found.add(row.id)
  }
  return found
}

/** Notes the devices that are registered still. */
async function writeContacts(tx: Tx, met: readonly Met[]): Promise<void> {
  await tx.runMany(
    (db, p: { tenant: string; id: string; first: number; last: number; times: number; profile: string | null }) =>
      db
        .insertInto('contacts')
        .columns(['tenant_id', 'device_id', 'first_at', 'last_at', 'times', 'profile_id'])
        .expression(eb =>
          eb
            .selectFrom('registrations')
            .select(['tenant_id', 'id'])
            .select(({ val, cast }) => [
              cast<number>(val(p.first), 'bigint').as('first_at'),
              cast<number>(val(p.last), 'bigint').as('last_at'),
              cast<number>(val(p.times), 'bigint').as('times'),
              val(p.profile).as('profile_id'),
            ])
            .where('tenant_id', '=', p.tenant)
            .where('id', '=', p.id),
        )
        .onConflict(conflict =>
          conflict
            .columns(['tenant_id', 'device_id'])
            .doUpdateSet(eb => ({ last_at: p.last, times: eb('contacts.times', '+', p.times), profile_id: p.profile })),
        ),
    met.map(({ device, first, last, times, profileId }) => ({
      tenant: device.tenantId,
      id: device.deviceId,
      first,
      last,
      times,
      profile: profileId,
    })),
  )
}
