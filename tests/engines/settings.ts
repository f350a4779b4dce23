import { join } from 'node:path'

/** One PostgreSQL server with the Patroni that looks after it. */
export interface Member {
  readonly name: string
  /** Of its own: all its processes work in it. */
  readonly folder: string
  readonly port: number
  /** Of Patroni's REST interface. */
  readonly restPort: number
}

export interface Passwords {
  readonly superuser: string
  readonly replication: string
}

/**
 * Short times, so that a test need not wait for the half minute that the defaults take. A leader that is gone keeps its place for `ttl`
 * seconds; `loop_wait + 2 * retry_timeout` must not exceed it, or a hiccup of etcd costs a leader its place.
 */
const cluster = {
  ttl: 10,
  loop_wait: 1,
  retry_timeout: 3,
  // A commit is answered when two servers have it, and only a server that has it all may lead.
  synchronous_mode: true,
  postgresql: {
    // What a dead leader had written beyond that is undone when it comes back.
    use_pg_rewind: true,
    parameters: { max_connections: 50, shared_buffers: '64MB', wal_keep_size: '256MB' },
  },
}

/** Settings of Patroni, in JSON, which is YAML. */
export function patroniSettings(member: Member, etcdPort: number, passwords: Passwords, binFolder: string): string {
  const address = (port: number) => `127.0.0.1:${port}`
  const place = (port: number) => ({ listen: address(port), connect_address: address(port) })
  return JSON.stringify({
    scope: 'hailport',
    name: member.name,
    restapi: place(member.restPort),
    etcd3: { host: address(etcdPort) },
    bootstrap: { dcs: cluster, initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'] },
    postgresql: {
      ...place(member.port),
      data_dir: join(member.folder, 'data'),
      bin_dir: binFolder,
      pgpass: join(member.folder, 'pgpass'),
      parameters: { unix_socket_directories: member.folder },
      pg_hba: [
        'local all all scram-sha-256',
        ...['all', 'replication'].map(which => `host ${which} all 127.0.0.1/32 scram-sha-256`),
      ],
      authentication: {
        superuser: { username: 'postgres', password: passwords.superuser },
        replication: { username: 'replicator', password: passwords.replication },
      },
    },
  })
}

/** Settings of HAProxy: connections go to the member whose Patroni says that it leads, and are cut when it no longer does. */
export function haproxySettings(port: number, members: readonly Member[]): string {
  return `
global
  maxconn 500
defaults
  mode tcp
  timeout connect 2s
  timeout client 30m
  timeout server 30m
  timeout check 2s
listen leader
  bind 127.0.0.1:${port}
  option httpchk
  http-check send meth OPTIONS uri /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${members.map(member => `  server ${member.name} 127.0.0.1:${member.port} check port ${member.restPort}`).join('\n')}
`
}

/** Arguments of an etcd of one node. A real one has three, on machines of their own. */
export function etcdArguments(folder: string, [clientPort, peerPort]: readonly number[]): string[] {
  const [client, peer] = [`http://127.0.0.1:${clientPort}`, `http://127.0.0.1:${peerPort}`]
  return [
    ...['--name', 'etcd', '--data-dir', join(folder, 'data'), '--log-level', 'warn'],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `etcd=${peer}`],
  ]
}
