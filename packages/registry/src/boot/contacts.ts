import type { Registry } from '../context.ts'
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
/** Beyond this, traces are dropped until the next write: a flood must fill neither the memory nor the disk. */
const maxTraces = 20_000

interface Met {
  readonly device: BootDevice
  readonly first: number
  readonly last: number
  readonly times: number
}

/** What has happened since the last write; contacts and conflicts once for each device, however often it came. */
class Pending {
  readonly traces: Omit<Contact, 'presented'>[] = []
  readonly met = new Map<string, Met>()
  readonly conflicts = new Map<string, FoundConflict>()

  add({ at, answer, trace, device, presented }: Contact): void {
    if (this.traces.length < maxTraces) this.traces.push({ at, answer, trace, ...(device && { device }) })
    if (device === undefined) return
    if (answer.status === 'registered') {
      const before = this.met.get(device.deviceId)
      const last = Math.max(before?.last ?? at, at)
      this.met.set(device.deviceId, { device, first: before?.first ?? at, last, times: (before?.times ?? 0) + 1 })
    }
    if (trace.conflict) {
      const key = `${device.deviceId} ${trace.conflict}`
      if (!this.conflicts.has(key)) this.conflicts.set(key, { device, reason: trace.conflict, presented })
    }
  }
}

/**
 * Writes first contacts, last contacts and traces behind the answers, in one transaction at most half a second later, so that a device
 * waits for reads only.
 */
export function contactWriter(registry: Registry, onError: (error: unknown) => void): ContactWriter {
  let pending: Pending | undefined
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const taken = pending
    pending = undefined
    if (taken) writing = writing.then(() => writePending(registry, taken)).catch(onError)
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

async function writePending(registry: Registry, pending: Pending): Promise<void> {
  await registry.store.write(async tx => {
    await tx.insertMany(
      'boot_traces',
      ['organization_id', 'id', 'device_id', 'at', 'answer', 'trace'],
      pending.traces.map(({ at, answer, trace, device }) => [
        device?.tenantId ?? registryId,
        answer.correlationId,
        device?.deviceId ?? null,
        at,
        answer.status,
        JSON.stringify(trace),
      ]),
    )
    const conflicts = [...pending.conflicts.values()]
    const devices = [...[...pending.met.values()].map(met => met.device), ...conflicts.map(one => one.device)]
    const registered = await stillRegistered(registry, tx, devices)
    await writeContacts(
      tx,
      [...pending.met.values()].filter(met => registered.has(met.device.deviceId)),
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

async function writeContacts(tx: Tx, met: readonly Met[]): Promise<void> {
  await tx.runMany(
    (db, p: { tenant: string; id: string; first: number; last: number; times: number }) =>
      db
        .insertInto('contacts')
        .values({ tenant_id: p.tenant, device_id: p.id, first_at: p.first, last_at: p.last, times: p.times })
        .onConflict(conflict =>
          conflict
            .columns(['tenant_id', 'device_id'])
            .doUpdateSet(eb => ({ last_at: p.last, times: eb('contacts.times', '+', p.times) })),
        ),
    met.map(({ device, first, last, times }) => ({ tenant: device.tenantId, id: device.deviceId, first, last, times })),
  )
}
