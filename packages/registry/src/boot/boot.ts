import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { describeIdentity, hashBytes, presentedIdentity, type ReadFacts, readFacts } from '../identity/index.ts'
import { newId } from '../ids.ts'
import { type BootAnswer, type BootDevice, decideAnswer } from './answer.ts'
import { inBatches } from './batches.ts'
import { contactWriter } from './contacts.ts'
import { bootLookup } from './lookup.ts'
import { dropOldTraces } from './retention.ts'

/** First boot: a device presents its hash and learns whose it is. */
export interface Boot {
  /** @throws invalid_hardware_hash. */
  resolve(hash: string | Uint8Array): Promise<BootAnswer>
  /** Writes contacts and traces that are waiting. */
  flush(): Promise<void>
  close(): Promise<void>
}

const retentionMs = 3_600_000

/** Boots that are looked up together, at most: a turn of the event loop must not last much longer than one answer. */
const batchSize = 64
const scratch = Buffer.alloc(4096)

function readPresented(hash: string | Uint8Array): ReadFacts | RegistryError {
  const bytes = typeof hash === 'string' ? hashBytes(hash, scratch) : hash
  const read = 'message' in bytes ? bytes : readFacts(bytes)
  return 'message' in read ? new RegistryError('invalid_hardware_hash', read.message, { field: 'hardwareHash' }) : read
}

/** Makes the resolver; its queries are prepared once. Until it is closed, it also removes old traces, every hour. */
export function createBoot(registry: Registry, onError: (error: unknown) => void = () => undefined): Boot {
  const lookup = bootLookup(registry)
  const contacts = contactWriter(registry, onError)
  const tidying = setInterval(() => void dropOldTraces(registry).catch(onError), retentionMs).unref()
  const answer = (read: ReadFacts, known: readonly BootDevice[]): BootAnswer => {
    const at = registry.now()
    const { answer, trace, device } = decideAnswer(read.facts, known, newId(at))
    const presented = trace.conflict === undefined ? {} : describeIdentity(presentedIdentity(read))
    contacts.add({ at, answer, trace, presented, ...(device && { device }) })
    return answer
  }
  const resolveAll = async (hashes: (string | Uint8Array)[]) => {
    const reads = hashes.map(readPresented)
    const known = await lookup(reads.flatMap(read => (read instanceof Error ? [] : [read.facts])))
    let at = 0
    return reads.map(read => (read instanceof Error ? read : answer(read, known[at++] ?? [])))
  }
  return {
    resolve: inBatches<string | Uint8Array, BootAnswer>(resolveAll, batchSize),
    flush: contacts.flush,
    async close() {
      clearInterval(tidying)
      await contacts.flush()
    },
  }
}
