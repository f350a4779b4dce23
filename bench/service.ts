import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startChild } from './child.ts'
import { makeTenant, type Tenant } from './client.ts'
import type { Engine } from './engines/engine.ts'
import type { ServiceReport } from './service.child.ts'

/** A service that runs on a database folder, in a process of its own. */
export interface Service {
  readonly url: string
  readonly tenant: Tenant
  /** Memory, and the delay of the event loop since the last report. */
  report(): Promise<ServiceReport>
  stop(): Promise<void>
}

const tenantFile = (folder: string) => join(folder, 'bench.json')

/**
 * Starts the service on a folder; the first time, it makes the tenant whose devices will be registered.
 * @param protection whether it may turn requests away while it is overloaded: what is measured as fast as possible must be answered.
 */
export async function startService(
  engine: Engine,
  folder: string,
  protection: 'protected' | 'unprotected' = 'unprotected',
): Promise<Service> {
  const database = await engine.start(folder)
  try {
    const child = await startChild<{ url: string; token?: string }>('./service.child.ts', [
      folder,
      database.url ?? '',
      protection,
    ])
    const { url, token } = child.ready
    if (token !== undefined) writeFileSync(tenantFile(folder), JSON.stringify(await makeTenant(url, token, 'fabrikam')))
    return {
      url,
      tenant: JSON.parse(readFileSync(tenantFile(folder), 'utf8')),
      report: () => child.ask<ServiceReport>({ report: true }),
      async stop() {
        await child.stop()
        await database.stop()
      },
    }
  } catch (error) {
    await database.stop()
    throw error
  }
}
