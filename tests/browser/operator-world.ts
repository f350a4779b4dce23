import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import type { ConsoleWorld } from './console-world.ts'
import type { PartnerWork } from './partner-world.ts'

export const registryId = '00000000-0000-0000-0000-000000000000'

/** What somebody who runs the registry has to look at. */
export interface OperatorWork {
  /** A job that is stuck, because what it needs is damaged in the store. */
  readonly jobId: string
  /** Puts back what is damaged, as from a backup. */
  repair(): void
}

/** Damages a batch that waits, then lets its customer accept it: the work fails again and again. */
async function makeStuck({ service }: ConsoleWorld, { fabrikam }: PartnerWork): Promise<OperatorWork> {
  const database = new DatabaseSync(service.databasePath, { timeout: 10_000 })
  const where = 'from batch_chunks where batch_id = ? and payload is not null'
  const { payload } = database.prepare(`select payload ${where}`).get(fabrikam.batchId) as { payload: Uint8Array }
  const write = (bytes: Uint8Array) =>
    database.prepare('update batch_chunks set payload = ? where batch_id = ?').run(bytes, fabrikam.batchId)
  const damaged = Uint8Array.from(payload)
  damaged[payload.length - 1] = 255 - (payload.at(-1) ?? 0)
  write(damaged)
  const answer = `/api/v1/tenants/${fabrikam.id}/batches/${fabrikam.batchId}/answer`
  await service.call(200, 'POST', answer, fabrikam.approver, { answer: 'accepted' })
  for (;;) {
    const [job] = await service.list('/api/v1/jobs?state=stuck', service.operatorToken)
    if (job) {
      // As after many attempts: nobody wants to wait for the next one.
      database.prepare('update jobs set run_after = run_after + 3600000 where id = ?').run(job.id)
      return {
        jobId: job.id,
        repair() {
          write(payload)
          database.close()
        },
      }
    }
    await pause(100)
  }
}

/** Gives the operators of the world a stuck job, and an entry of the maker that waits to be shown. */
export async function startOperatorWork(world: ConsoleWorld, work: PartnerWork): Promise<OperatorWork> {
  const { service, maker, makerId } = world
  const policy = `/api/v1/organizations/${registryId}/sign-in-policy`
  await service.call(200, 'PUT', policy, service.operatorToken, { secondFactor: 'optional' })
  await service.call(200, 'PUT', `/api/v1/partners/${makerId}/directory-entry`, maker, {
    description: 'Laptops, registered before they leave the factory.',
    services: ['at-purchase', 'hashes'],
    desk: true,
    regions: ['AT', 'CH', 'DE'],
    contactEmail: 'registration@northwind.example',
  })
  return makeStuck(world, work)
}

/** Every page of those who run the registry. */
export const operatorPages = (
  { tenantId, makerId }: ConsoleWorld,
  { jobId }: OperatorWork,
): Record<string, string> => ({
  'operator-overview': '/',
  tenants: '/tenants',
  tenant: `/tenants/${tenantId}`,
  partners: '/partners',
  partner: `/partners/${makerId}`,
  directory: '/directory',
  jobs: '/jobs',
  job: `/jobs/${jobId}`,
  servers: '/servers',
  'webhook-standings': '/webhook-standings',
  limits: '/limits',
  keys: '/keys',
})
