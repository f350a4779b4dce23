import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts, killIn, postgresFolder, program, said, startIn, until, user } from './processes.ts'
import { etcdArguments, haproxySettings, type Member, type Passwords, patroniSettings } from './settings.ts'

const run = promisify(execFile)
const secret = () => randomBytes(16).toString('hex')
const enough = 60_000

/** PostgreSQL with Patroni, etcd and HAProxy: parts of its own in a folder of its own, nothing of what the system runs. */
export class Cluster {
  readonly members: readonly Member[]
  readonly #folder: string
  readonly #etcdPorts: readonly number[]
  readonly #port: number
  readonly #passwords: Passwords = { superuser: secret(), replication: secret() }
  readonly #ownerPassword = secret()
  readonly #clear = () => this.#remove()

  private constructor([port = 0, ...ports]: readonly number[], names: readonly string[]) {
    this.#folder = mkdtempSync(join(tmpdir(), 'hailport-cluster-'))
    this.#port = port
    this.#etcdPorts = ports.splice(0, 2)
    this.members = names.map(name => {
      const [port = 0, restPort = 0] = ports.splice(0, 2)
      return { name, folder: join(this.#folder, name), port, restPort }
    })
    // Also when the test is ended from outside.
    process.once('exit', this.#clear)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  }

  /** Starts everything and waits until there is a leader that another member follows synchronously. */
  static async start(names: readonly string[]): Promise<Cluster> {
    const cluster = new Cluster(await freePorts(3 + 2 * names.length), names)
    try {
      await cluster.#start()
    } catch (error) {
      cluster.stop()
      throw error
    }
    return cluster
  }

  /** Of the database, by way of HAProxy: always that of the leader. */
  get url(): string {
    return `postgres://hailport:${this.#ownerPassword}@127.0.0.1:${this.#port}/hailport`
  }

  async #start(): Promise<void> {
    const [etcd, haproxy] = [join(this.#folder, 'etcd'), join(this.#folder, 'haproxy')]
    const settings = join(haproxy, 'haproxy.cfg')
    for (const folder of [etcd, haproxy, ...this.members.map(member => member.folder)]) mkdirSync(folder)
    writeFileSync(settings, haproxySettings(this.#port, this.members))
    for (const member of this.members) {
      const text = patroniSettings(member, Number(this.#etcdPorts[0]), this.#passwords, postgresFolder())
      writeFileSync(join(member.folder, 'patroni.yml'), text)
    }
    if (user) execFileSync('chown', ['-R', `${user}:`, this.#folder])
    startIn(etcd, program('etcd'), etcdArguments(etcd, this.#etcdPorts))
    startIn(haproxy, program('haproxy'), ['-db', '-f', settings])
    for (const member of this.members) this.revive(member)
    const leader = await this.leader()
    await this.follower(leader)
    await this.#superuser(leader, `create role hailport login password '${this.#ownerPassword}'`)
    await this.#superuser(leader, 'create database hailport owner hailport')
  }

  async #superuser(member: Member, statement: string): Promise<void> {
    const url = `postgres://postgres:${this.#passwords.superuser}@127.0.0.1:${member.port}/postgres`
    await run(join(postgresFolder(), 'psql'), ['-qX', '-v', 'ON_ERROR_STOP=1', '-c', statement, url])
  }

  /** Waits for a leader. @param not one that is gone, but may still be held for it. */
  async leader(not?: Member): Promise<Member> {
    const candidates = this.members.filter(member => member !== not)
    const explain = () => candidates.map(member => `${member.name}: ${said(member.folder)}`).join('\n')
    return until(
      'a leader',
      enough,
      async () => {
        for (const member of candidates) if (await answers(member, 'primary')) return member
        return undefined
      },
      explain,
    )
  }

  /** Waits for a member that has all that the leader has acknowledged, and will lead if that one dies. */
  async follower(leader: Member): Promise<Member> {
    const others = this.members.filter(member => member !== leader)
    const explain = () => others.map(member => `${member.name}: ${said(member.folder)}`).join('\n')
    return until(
      'a synchronous follower',
      enough,
      async () => {
        for (const member of others) if (await answers(member, 'sync')) return member
        return undefined
      },
      explain,
    )
  }

  /** Ends PostgreSQL and Patroni of a member between two instructions. */
  kill(member: Member): void {
    killIn(member.folder)
  }

  /** Starts a member, on the data that it has. */
  revive(member: Member): void {
    assert.ok(this.members.includes(member))
    startIn(member.folder, program('patroni'), [join(member.folder, 'patroni.yml')])
  }

  /** Ends every process of it and removes its folder. */
  stop(): void {
    process.off('exit', this.#clear)
    this.#remove()
  }

  #remove(): void {
    killIn(this.#folder)
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** What Patroni says of its member: `primary` and `sync` (a synchronous follower) answer 200 when it is that. */
async function answers(member: Member, role: 'primary' | 'sync'): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${member.restPort}/${role}`, { signal: AbortSignal.timeout(2000) })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}
