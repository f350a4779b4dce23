import { setImmediate } from 'node:timers/promises'
import type { Registry } from '../context.ts'
import { Tally } from '../daily-counts/index.ts'
import { RegistryError } from '../errors.ts'
import { registryId } from '../organizations/index.ts'
import type { FoundConflict } from '../registration/index.ts'
import type { BootAnswer, BootDevice, DecisionTrace } from './answer.ts'
import { type BootsWritten, bootWriter, type MetDevice, type TraceRow } from './write-boots.ts'

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

/** By what first boots are counted: the answer, and whether there was a profile in it. */
const boots = ({ status, profile }: BootAnswer): string =>
  status === 'registered' && profile === null ? 'no_profile' : status

/** What has happened since the last write; contacts and conflicts once for each device, however often it came. */
class Pending {
  #traces: TraceRow[] = []
  readonly #met = new Map<string, MetDevice>()
  readonly #conflicts = new Map<string, FoundConflict>()
  /** Every boot, also those whose traces are dropped. */
  readonly #tally = new Tally()

  add({ at, answer, trace, device, presented }: Contact): void {
    const organizationId = device?.tenantId ?? registryId
    if (this.#traces.length < maxTraces) {
      const text = JSON.stringify(trace)
      this.#traces.push([organizationId, answer.correlationId, device?.deviceId ?? null, at, answer.status, text])
    }
    this.#tally.add(organizationId, 'first-boots', at, boots(answer))
    if (device === undefined) return
    const { tenantId, deviceId } = device
    if (answer.status === 'registered')
      this.#meet({ tenant: tenantId, id: deviceId, first: at, last: at, times: 1, profile: trace.profileId ?? null })
    if (trace.conflict) this.#find({ device: { tenantId, deviceId }, reason: trace.conflict, presented })
  }

  /** Takes out what one transaction is to write: so many boots and devices at most. */
  take(most: number, at: number): BootsWritten {
    const met = [...this.#met.values().take(most)]
    for (const { id } of met) this.#met.delete(id)
    const conflicts = [...this.#conflicts.values()]
    this.#conflicts.clear()
    return { at, traces: this.#traces.splice(0, most), met, conflicts, counts: this.#tally.take() }
  }

  /** Takes back what could not be written; what has come since is later. */
  takeBack({ traces, met, conflicts, counts }: BootsWritten): void {
    this.#traces = [...traces, ...this.#traces].slice(0, maxTraces)
    for (const counted of counts) this.#tally.addCounted(counted)
    for (const before of met) {
      const later = this.#met.get(before.id)
      this.#met.set(before.id, later ? { ...later, first: before.first, times: before.times + later.times } : before)
    }
    for (const conflict of conflicts) this.#find(conflict)
  }

  #meet(now: MetDevice): void {
    const known = this.#met.get(now.id)
    if (!known) {
      this.#met.set(now.id, now)
      return
    }
    known.last = Math.max(known.last, now.last)
    known.times += now.times
    known.profile = now.profile
  }

  #find(conflict: FoundConflict): void {
    const key = `${conflict.device.deviceId} ${conflict.reason}`
    if (!this.#conflicts.has(key)) this.#conflicts.set(key, conflict)
  }
}

const isAway = (error: unknown): boolean => error instanceof RegistryError && error.code === 'store_unavailable'

/**
 * Writes first contacts, last contacts and traces behind the answers, beginning at most half a second later, so that a device waits for
 * reads only.
 */
export function contactWriter(registry: Registry, onError: (error: unknown) => void): ContactWriter {
  const pending = new Pending()
  const { most, write } = bootWriter(registry)
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  // What comes while something is being written waits for the next: however slow the writing is, no second queue grows behind the first.
  const writeOn = async () => {
    clearTimeout(timer)
    timer = undefined
    for (;;) {
      await setImmediate()
      const taken = pending.take(most, registry.now())
      if (taken.traces.length === 0 && taken.met.length === 0) return
      try {
        await write(taken)
      } catch (error) {
        onError(error)
        // A database that is away comes back; what was not written waits for it, within the same limits.
        if (isAway(error)) {
          pending.takeBack(taken)
          timer ??= setTimeout(flush, retryMs).unref()
          return
        }
      }
      if (taken.traces.length < most && taken.met.length < most) return
    }
  }
  const flush = (): Promise<void> => {
    writing = writing.then(writeOn)
    return writing
  }
  return {
    add(contact) {
      pending.add(contact)
      timer ??= setTimeout(flush, delayMs)
    },
    flush,
  }
}
