import type { Registry } from '../context.ts'
import { registryId } from '../organizations/index.ts'
import { recordConflict } from '../registration/index.ts'
import { scopeTo } from '../store/index.ts'
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
  close(): Promise<void>
}

const delayMs = 500
/** Beyond this, boots that find nothing are counted on, but their traces are dropped: a flood must not fill the disk. */
const maxWaiting = 20_000

/**
 * Writes first contacts, last contacts and traces behind the answers, in one transaction at most half a second later, so that a device
 * waits for reads only.
 */
export function contactWriter(registry: Registry, onError: (error: unknown) => void): ContactWriter {
  let waiting: Contact[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const contacts = waiting
    waiting = []
    if (contacts.length > 0) writing = writing.then(() => writeContacts(registry, contacts)).catch(onError)
    return writing
  }
  return {
    add(contact) {
      if (waiting.length >= maxWaiting && contact.device === undefined) return
      waiting.push(contact)
      timer ??= setTimeout(flush, delayMs)
    },
    flush,
    close: flush,
  }
}

async function writeContacts(registry: Registry, contacts: readonly Contact[]): Promise<void> {
  await registry.store.write(async tx => {
    await tx.insertMany(
      'boot_traces',
      ['organization_id', 'id', 'device_id', 'at', 'answer', 'trace'],
      contacts.map(({ at, answer, trace, device }) => [
        device?.tenantId ?? registryId,
        answer.correlationId,
        device?.deviceId ?? null,
        at,
        answer.status,
        JSON.stringify(trace),
      ]),
    )
    const met = new Map<string, { device: BootDevice; first: number; last: number; times: number }>()
    for (const { at, device, answer } of contacts) {
      if (device === undefined || answer.status !== 'registered') continue
      const before = met.get(device.deviceId)
      if (before) Object.assign(before, { last: Math.max(before.last, at), times: before.times + 1 })
      else met.set(device.deviceId, { device, first: at, last: at, times: 1 })
    }
    for (const { device, first, last, times } of met.values()) {
      await scopeTo(tx.db, device.tenantId)
        .insertInto('contacts')
        .values({ tenant_id: device.tenantId, device_id: device.deviceId, first_at: first, last_at: last, times })
        .onConflict(conflict =>
          conflict
            .columns(['tenant_id', 'device_id'])
            .doUpdateSet(eb => ({ last_at: last, times: eb('contacts.times', '+', times) })),
        )
        .execute()
    }
    for (const { at, device, trace, presented } of contacts)
      if (device && trace.conflict) await recordConflict(tx, at, device, trace.conflict, presented, 'first-boot')
  })
}
