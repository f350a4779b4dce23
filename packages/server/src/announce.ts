import { hostname } from 'node:os'
import {
  announceMs,
  announceServer,
  newId,
  type Registry,
  type ServerIdentity,
  withdrawServer,
} from '@hailport/registry'

/** Says in the store that this server is there, now and again, until it is stopped. */
export function announceItself(
  registry: Registry,
  about: Pick<ServerIdentity, 'version' | 'worksJobs'> & { readonly worker: number | undefined },
  failed: (error: unknown) => void,
): { stop(): Promise<void> } {
  const { version, worksJobs, worker } = about
  const startedAt = registry.now()
  const name = worker === undefined ? hostname() : `${hostname()} #${worker}`
  const server = { id: newId(startedAt), name, version, worksJobs, startedAt }
  let said: Promise<void> | undefined
  const say = () => {
    said ??= announceServer(registry, server)
      .catch(failed)
      .finally(() => {
        said = undefined
      })
  }
  say()
  const timer = setInterval(say, announceMs).unref()
  return {
    async stop() {
      clearInterval(timer)
      await said
      await withdrawServer(registry, server.id).catch(failed)
    },
  }
}
