import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ndjsonReport, simulateFactory } from '@hailport/device'
import { startChild } from './child.ts'
import { call, makeTenant } from './client.ts'
import type { Result } from './result.ts'

/** Tables that registrations leave rows in. */
const finalTables = ['registrations', 'registration_hashes', 'identities', 'journal']
const rowsPerTransaction = 500

interface BatchView {
  id: string
  state: string
  counts: { total: number; registered: number }
}

async function uploadAndWait(
  base: string,
  tenant: { id: string; token: string },
  file: string,
): Promise<{ accepted: number; done: number; counts: BatchView['counts'] }> {
  const start = performance.now()
  const url = `${base}/api/v1/tenants/${tenant.id}/batches`
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.token}`, 'content-type': 'application/x-ndjson' },
    body: Readable.toWeb(createReadStream(file, { highWaterMark: 262_144 })) as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  if (response.status !== 202) throw new Error(`upload: ${response.status} ${await response.text()}`)
  const batch = (await response.json()) as BatchView
  const accepted = performance.now() - start
  for (;;) {
    const now = await call<BatchView>(`${url}/${batch.id}`, tenant.token, 'GET')
    if (now.state === 'finished') return { accepted, done: performance.now() - start, counts: now.counts }
    await new Promise(resolve => setTimeout(resolve, 100))
  }
}

/** The same final rows by bare prepared statements into the same tables and indexes of an empty database. @returns seconds. */
function bareInsert(source: string, target: string): number {
  const from = new DatabaseSync(source, { readOnly: true })
  const schema = from
    .prepare('select sql from sqlite_master where sql is not null and name not like ? order by rootpage')
    .all('sqlite_%')
  const rows = finalTables.map(table => ({ table, rows: from.prepare(`select * from ${table}`).all() }))
  from.close()
  const to = new DatabaseSync(target)
  to.exec(
    'pragma page_size = 16384; pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma wal_autocheckpoint = 4096',
  )
  for (const { sql } of schema) to.exec(sql as string)
  const statements = rows.map(({ table, rows: [first] }) => {
    const columns = Object.keys(first ?? {})
    return to.prepare(
      `insert into ${table} (${columns.map(c => `"${c}"`).join()}) values (${columns.map(() => '?').join()})`,
    )
  })
  const values = rows.map(one => one.rows.map(row => Object.values(row) as SQLInputValue[]))
  const devices = values[0]?.length ?? 0
  const start = performance.now()
  for (let device = 0; device < devices; device += rowsPerTransaction) {
    to.exec('begin immediate')
    for (const [index, table] of values.entries()) {
      const share = (at: number) => Math.floor((table.length * Math.min(at, devices)) / devices)
      for (let row = share(device); row < share(device + rowsPerTransaction); row++)
        statements[index]?.run(...(table[row] ?? []))
    }
    to.exec('commit')
  }
  const seconds = (performance.now() - start) / 1000
  to.close()
  return seconds
}

/** Devices per second, registered end to end over HTTP (upload, identity, rules, results, journal, durable), against bare inserts. */
export async function benchRegistration(count: number): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hailport-bench-'))
  const file = join(folder, 'devices.ndjson')
  await pipeline(
    Readable.from(ndjsonReport(simulateFactory({ seed: 'bench', count, vmRate: 0.02 }))),
    createWriteStream(file),
  )
  const child = await startChild<{ url: string; token: string }>('./service.child.ts', [join(folder, 'data')])
  try {
    const tenant = await makeTenant(child.ready.url, child.ready.token, 'fabrikam')
    const { accepted, done, counts } = await uploadAndWait(child.ready.url, tenant, file)
    if (counts.registered !== count) throw new Error(`${counts.registered} of ${count} devices were registered.`)
    const memory = await child.peakMemory()
    await child.stop()
    const floor = count / bareInsert(join(folder, 'data', 'hailport.sqlite'), join(folder, 'floor.sqlite'))
    const rate = (1000 * count) / done
    const name = `register ${count.toLocaleString('en')} devices over HTTP, SQLite`
    return [
      {
        name,
        rate,
        unit: 'devices/s',
        floor: 'bare prepared insert of the same rows',
        floorRate: floor,
        ratio: rate / floor,
        target: 0.3,
        notes: `accepted after ${(accepted / 1000).toFixed(1)} s, peak memory ${memory.toFixed(0)} MB`,
      },
    ]
  } finally {
    await child.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
