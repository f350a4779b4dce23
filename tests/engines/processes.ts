import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { closeSync, existsSync, globSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const folders = () => [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin']

/** Where a program is. */
export function program(name: string): string {
  const path = folders()
    .map(folder => join(folder, name))
    .find(existsSync)
  assert.ok(path, `The failover test needs ${name}. On Debian: apt-get install patroni etcd-server haproxy postgresql`)
  return path
}

/** Folder of the newest PostgreSQL server that Debian has installed. */
export function postgresFolder(): string {
  const version = (path: string) => Number(path.split('/').at(-3))
  const [server] = globSync('/usr/lib/postgresql/*/bin/postgres').sort((a, b) => version(b) - version(a))
  assert.ok(server, 'The failover test needs a PostgreSQL server. On Debian: apt-get install postgresql')
  return join(server, '..')
}

/** Started as root, the parts run as Debian's user `postgres`: PostgreSQL refuses root. */
export const user = process.getuid?.() === 0 ? 'postgres' : undefined

/** Starts a program in a folder, by which it and all that it starts are found again. What it says goes to `log` there. */
export function startIn(folder: string, command: string, args: string[]): void {
  const log = openSync(join(folder, 'log'), 'a')
  const asUser = ['--reuid', String(user), '--regid', String(user), '--init-groups', command]
  const env = { PATH: folders().join(delimiter), LANG: 'C.UTF-8' }
  const child = spawn(user ? program('setpriv') : command, user ? [...asUser, ...args] : args, {
    cwd: folder,
    env,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  // Its end is noticed by what it no longer does.
  child.on('error', () => undefined).unref()
}

/** The end of what a program said. */
export function said(folder: string): string {
  return readFileSync(join(folder, 'log'), 'utf8').slice(-3000)
}

function worksIn(folder: string, id: string): boolean {
  try {
    const place = readlinkSync(`/proc/${id}/cwd`)
    return place === folder || place.startsWith(`${folder}/`)
  } catch {
    return false
  }
}

/** Ends every process that works in a folder at once, as a power cut does, also what those start meanwhile. */
export function killIn(folder: string): void {
  for (;;) {
    const ids = readdirSync('/proc').filter(name => /^\d+$/.test(name) && worksIn(folder, name))
    if (ids.length === 0) return
    for (const id of ids) {
      try {
        process.kill(Number(id), 'SIGKILL')
      } catch {
        // It has ended by itself.
      }
    }
  }
}

/**
 * Ports that nobody uses. Not of the range that the system gives to clients: a member that starts again later needs its port, which no
 * connection of the meantime may have taken.
 */
export async function freePorts(count: number): Promise<number[]> {
  const [lowest] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split(/\s+/).map(Number)
  const ports = new Set<number>()
  while (ports.size < count) {
    const port = 10_000 + Math.floor(Math.random() * (Math.max(Number(lowest), 20_000) - 10_000))
    const probe = createServer()
    const free = await new Promise<boolean>(resolve =>
      probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true)),
    )
    if (free) {
      ports.add(port)
      await new Promise(resolve => probe.close(resolve))
    }
  }
  return [...ports]
}

/** Asks again and again until there is an answer. @throws AssertionError after `withinMs`, with what `explain` says. */
export async function until<T>(
  what: string,
  withinMs: number,
  ask: () => Promise<T | undefined | false>,
  explain: () => string = () => '',
): Promise<T> {
  for (const end = Date.now() + withinMs; ; await pause(100)) {
    const answer = await ask()
    if (answer) return answer
    assert.ok(Date.now() < end, `${what}: not within ${withinMs} ms. ${explain()}`)
  }
}
