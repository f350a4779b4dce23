import type { Registry } from '../context.ts'

/** A process that serves the registry. */
export interface Server {
  readonly id: string
  readonly name: string
  readonly version: string
  /** Whether it works off jobs. */
  readonly worksJobs: boolean
  readonly startedAt: number
  readonly seenAt: number
  /** Whether it was seen of late; one that is not has died, or does not reach the store. */
  readonly alive: boolean
}

/** How often a server says that it is there, ms. */
export const announceMs = 20_000
/** A server that was not seen for so long is taken to be gone, ms. */
export const silentMs = 3 * announceMs + 5_000
/** So long one that is gone is still shown, ms. */
const keptMs = 86_400_000
/** More servers than this no registry has; the list shows the latest. */
const mostServers = 1_000

export type ServerIdentity = Pick<Server, 'id' | 'name' | 'version' | 'worksJobs' | 'startedAt'>

/** Says that a server is there; what is long gone is forgotten by the way. */
export async function announceServer(registry: Registry, server: ServerIdentity): Promise<void> {
  const now = registry.now()
  const row = {
    id: server.id,
    name: server.name.slice(0, 200),
    version: server.version,
    works_jobs: server.worksJobs ? 1 : 0,
    started_at: server.startedAt,
    seen_at: now,
  }
  await registry.store.write(
    async tx => {
      await tx.db
        .insertInto('servers')
        .values(row)
        .onConflict(conflict => conflict.column('id').doUpdateSet({ seen_at: now }))
        .execute()
      await tx.db
        .deleteFrom('servers')
        .where('seen_at', '<', now - keptMs)
        .execute()
    },
    { unsynced: true },
  )
}

/** Takes a server off the list that stops as it should. */
export async function withdrawServer(registry: Registry, id: string): Promise<void> {
  await registry.store.write(async tx => void (await tx.db.deleteFrom('servers').where('id', '=', id).execute()), {
    unsynced: true,
  })
}

/** Servers that are there, and those that went without a word today. For code that has checked who asks. */
export async function readServers(registry: Registry): Promise<Server[]> {
  const rows = await registry.store.db
    .selectFrom('servers')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(mostServers)
    .execute()
  const now = registry.now()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    version: row.version,
    worksJobs: row.works_jobs === 1,
    startedAt: row.started_at,
    seenAt: row.seen_at,
    alive: row.seen_at > now - silentMs,
  }))
}
