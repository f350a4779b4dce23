import { existsSync } from 'node:fs'
import { openStore } from './open.ts'
import type { Store } from './store.ts'
import { StoreToolError } from './tool-error.ts'

/** By this name the database server knows the connections of these commands from those of a service. */
const applicationName = 'hailport-store'

/** Opens a store of which something is expected to be there. @throws StoreToolError */
export function openExisting(url: string): Store {
  const path = sqlitePath(url)
  if (path !== undefined && !existsSync(path))
    throw new StoreToolError({
      what: `${path} cannot be opened`,
      why: 'there is no such file',
      remedy: 'Check the path.',
    })
  return openNamed(url)
}

/** Opens a store under the name of these commands. */
export function openNamed(url: string): Store {
  if (sqlitePath(url) !== undefined || !URL.canParse(url)) return openStore(url)
  const named = new URL(url)
  named.searchParams.set('application_name', applicationName)
  // Counting a large table takes longer than any statement of a service, ms.
  named.searchParams.set('query_timeout', '86400000')
  return openStore(named.href)
}

/** Path of the file that a database URL names; nothing when it names a server. */
export const sqlitePath = (url: string): string | undefined => /^sqlite:(.+)$/s.exec(url)?.[1]
