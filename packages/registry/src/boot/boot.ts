import type { Registry } from '../context.ts'
import { RegistryError } from '../errors.ts'
import { describeIdentity, hashBytes, presentedIdentity, readHash } from '../identity/index.ts'
import { newId } from '../ids.ts'
import { type BootAnswer, decideAnswer } from './answer.ts'
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

/** Makes the resolver; its queries are prepared once. Until it is closed, it also removes old traces, every hour. */
export function createBoot(registry: Registry, onError: (error: unknown) => void = () => undefined): Boot {
  const lookup = bootLookup(registry)
  const scratch = Buffer.alloc(4096)
  const contacts = contactWriter(registry, onError)
  const tidying = setInterval(() => void dropOldTraces(registry).catch(onError), retentionMs).unref()
  return {
    async resolve(hash) {
      const bytes = typeof hash === 'string' ? hashBytes(hash, scratch) : hash
      const read = 'message' in bytes ? bytes : readHash(bytes)
      if ('message' in read) throw new RegistryError('invalid_hardware_hash', read.message, { field: 'hardwareHash' })
      const at = registry.now()
      const { answer, trace, device } = decideAnswer(read.facts, await lookup(read.keys), newId(at))
      const presented = trace.conflict === undefined ? {} : describeIdentity(presentedIdentity(read))
      contacts.add({ at, answer, trace, presented, ...(device && { device }) })
      return answer
    },
    flush: contacts.flush,
    async close() {
      clearInterval(tidying)
      await contacts.flush()
    },
  }
}
