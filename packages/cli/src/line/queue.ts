import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { digestOfEntry, type FactRow, type SeenUnit, seenKeys, unpackFacts } from '@hailport/registry/line'
import { Failure } from '../failure.ts'

/** A unit as the station keeps it to recognise it. */
export interface RememberedUnit extends FactRow {
  /** `entry/7` of this station, or the id of the registry's record. */
  readonly id: string
  /** ms since 1970. */
  readonly at: number
}

/** A signed entry, and what the registry said of it. */
export interface QueuedEntry {
  readonly sequence: number
  readonly signed: string
  readonly captured_at: number
  readonly serial_number: string | null
  readonly product_key_id: string | null
  /** First number of the report that it is, or was, sent in. */
  readonly report: number | null
  /** new, known or rejected; null until the registry has answered. */
  readonly status: string | null
  /** JSON: what the registry said. */
  readonly result: string | null
}

/** What the registry said of one entry. */
export interface EntryResult {
  readonly sequence: number
  readonly status: string
  readonly code?: string
  readonly message?: string
  readonly recordId?: string
  readonly earlier?: { readonly sharing: string; readonly recordId: string; readonly stationName?: string }
}

/** Of the tables below. A file of a later one is not written to: what it means is not known here. */
const schemaVersion = 1

const schema = `
  create table if not exists entries (
    sequence integer primary key, signed text not null, digest text not null, hash text not null unique,
    captured_at integer not null, serial_number text, product_key_id text, report integer, status text, result text, record text
  ) strict;
  create index if not exists entries_record on entries (record);
  create index if not exists entries_unsent on entries (sequence) where status is null;
  create table if not exists seen (
    id text primary key, at integer not null, facts text not null,
    serial_number text, manufacturer text, model text, product_key_id text
  ) strict, without rowid;
  create table if not exists seen_keys (key text not null, id text not null, primary key (key, id)) strict, without rowid;
  create table if not exists notes (name text primary key, value text not null) strict, without rowid;`

/** Units that share one key and are compared one by one at most. */
const maxAlike = 50

const said = ({ id, at }: RememberedUnit): string => {
  const when = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
  return id.startsWith('entry/') ? `entry ${id.slice(6)} of this station, ${when}` : `reported elsewhere, ${when}`
}

/**
 * What a station has captured and seen, in one SQLite file. Whatever a method has written when it returns survives a loss of power;
 * several processes may use the file at once.
 */
export class Queue {
  readonly #db: DatabaseSync

  /** @throws Failure when the file is no database, or cannot be written. */
  constructor(folder: string) {
    const path = join(folder, 'queue.sqlite')
    try {
      this.#db = new DatabaseSync(path, { timeout: 10_000 })
      const version = this.#requireKnown(path)
      this.#db.exec(`pragma journal_mode = wal; pragma synchronous = full; ${schema}`)
      if (version < schemaVersion) this.#db.exec(`pragma user_version = ${schemaVersion}`)
    } catch (error) {
      if (error instanceof Failure) throw error
      throw new Failure({
        what: `${path} cannot be used`,
        why: (error as Error).message,
        remedy: 'Check the disk. If the file is damaged, revoke the station and make a new one; keep the file.',
      })
    }
  }

  /** @returns the form of the file; 0 of one that is new. @throws Failure when a later version of this command has made it. */
  #requireKnown(path: string): number {
    const [found] = this.#rows<{ user_version: number }>('pragma user_version')
    const version = found?.user_version ?? 0
    if (version <= schemaVersion) return version
    this.#db.close()
    throw new Failure({
      what: `${path} is of a later version of hailport`,
      why: `its form is number ${version}, and this command knows them up to ${schemaVersion}`,
      remedy: 'Update hailport on this machine. Nothing was changed.',
    })
  }

  close(): void {
    this.#db.close()
  }

  #rows<T>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#db.prepare(sql).all(...values) as T[]
  }

  #write<T>(work: () => T): T {
    try {
      this.#db.exec('begin immediate')
      const result = work()
      this.#db.exec('commit')
      return result
    } catch (error) {
      // A full disk has ended the transaction already.
      if (this.#db.isTransaction) this.#db.exec('rollback')
      throw new Failure({
        what: 'The queue cannot be written',
        why: (error as Error).message,
        remedy: 'Make room on the disk, or check it. What was being written was not queued.',
      })
    }
  }

  /** Number and digest of the last entry; 0 and nothing before the first. */
  last(): { sequence: number; digest: string } {
    const [last] = this.#rows<{ sequence: number; digest: string }>(
      'select sequence, digest from entries order by sequence desc limit 1',
    )
    return last ?? { sequence: 0, digest: '' }
  }

  /** Adds the entry that follows on `after`. @returns false when another one was added meanwhile. */
  append(entry: { after: number; signed: string; hash: string; unit: Omit<RememberedUnit, 'id'> }): boolean {
    const { after, signed, hash, unit } = entry
    return this.#write(() => {
      if (this.last().sequence !== after) return false
      const sequence = after + 1
      this.#db
        .prepare(
          `insert into entries (sequence, signed, digest, hash, captured_at, serial_number, product_key_id)
           values (?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(sequence, signed, digestOfEntry(signed), hash, unit.at, unit.serial_number, unit.product_key_id)
      this.#remember({ ...unit, id: `entry/${sequence}` })
      return true
    })
  }

  #remember(unit: RememberedUnit): void {
    this.#db
      .prepare('insert or replace into seen values (?, ?, ?, ?, ?, ?, ?)')
      .run(unit.id, unit.at, unit.facts, unit.serial_number, unit.manufacturer, unit.model, unit.product_key_id)
    const insert = this.#db.prepare('insert or ignore into seen_keys values (?, ?)')
    for (const key of seenKeys(unpackFacts(unit))) insert.run(key, unit.id)
  }

  /** Units that share a key; what was captured here comes first. */
  find(keys: readonly string[]): SeenUnit[] {
    const found = this.#rows<RememberedUnit>(
      `select distinct seen.* from json_each(?) as wanted
       join seen_keys on seen_keys.key = wanted.value join seen on seen.id = seen_keys.id
       order by seen.id like 'entry/%' desc, seen.at desc limit ${maxAlike}`,
      JSON.stringify(keys),
    )
    return found.map(unit => ({ facts: unpackFacts(unit), said: said(unit) }))
  }

  /** The entry with this very capture. */
  findCapture(hash: string): QueuedEntry | undefined {
    return this.#rows<QueuedEntry>('select * from entries where hash = ?', hash)[0]
  }

  /** The next entries to send. Which go together is fixed before they are sent: what was sent is sent again as it was. */
  nextReport(most: number): QueuedEntry[] {
    return this.#write(() => {
      const unsent = 'select * from entries where status is null order by sequence limit ?'
      const waiting = this.#rows<QueuedEntry>(unsent, most)
      const [first] = waiting
      if (first === undefined) return []
      if (first.report !== null) return waiting.filter(entry => entry.report === first.report)
      const last = waiting.at(-1)?.sequence ?? first.sequence
      this.#db
        .prepare('update entries set report = ? where sequence between ? and ?')
        .run(first.sequence, first.sequence, last)
      return waiting
    })
  }

  settle(results: readonly EntryResult[]): void {
    this.#write(() => {
      const update = this.#db.prepare('update entries set status = ?, result = ?, record = ? where sequence = ?')
      for (const result of results)
        update.run(result.status, JSON.stringify(result), result.recordId ?? null, result.sequence)
    })
  }

  /** Keeps what others have reported, and where to go on. @returns how many were not known. */
  learn(units: readonly RememberedUnit[], cursor: string): number {
    return this.#write(() => {
      const known = this.#db.prepare(
        'select exists (select 1 from entries where record = ?1) or exists (select 1 from seen where id = ?1) as known',
      )
      const fresh = units.filter(({ id }) => (known.get(id) as { known: number }).known === 0)
      for (const unit of fresh) this.#remember(unit)
      this.#note('cursor', cursor)
      return fresh.length
    })
  }

  #note(name: string, value: string): void {
    this.#db.prepare('insert or replace into notes values (?, ?)').run(name, value)
  }

  note(name: string, value: string): void {
    this.#note(name, value)
  }

  noted(name: string): string | undefined {
    return this.#rows<{ value: string }>('select value from notes where name = ?', name)[0]?.value
  }

  /** How many entries there are of each kind, and how many units are known. */
  counts(): { waiting: number; new: number; known: number; rejected: number; shared: number; seen: number } {
    const [counts] = this.#rows<Record<'waiting' | 'new' | 'known' | 'rejected' | 'shared' | 'seen', number>>(
      `select count(*) filter (where status is null) as waiting, count(*) filter (where status = 'new') as new,
         count(*) filter (where status = 'known') as known, count(*) filter (where status = 'rejected') as rejected,
         count(*) filter (where json_extract(result, '$.earlier.sharing') <> 'device') as shared,
         (select count(*) from seen) as seen from entries`,
    )
    return counts ?? { waiting: 0, new: 0, known: 0, rejected: 0, shared: 0, seen: 0 }
  }

  /** Entries that a person should look at: rejected, or sharing a number with another device; newest first. */
  troubles(limit: number): QueuedEntry[] {
    return this.#rows<QueuedEntry>(
      `select * from entries where status = 'rejected' or json_extract(result, '$.earlier.sharing') <> 'device'
       order by sequence desc limit ?`,
      limit,
    )
  }

  /** Every entry, in order. */
  *entries(): Generator<QueuedEntry & { readonly digest: string }> {
    const read = this.#db.prepare('select * from entries order by sequence')
    for (const row of read.iterate()) yield row as unknown as QueuedEntry & { readonly digest: string }
  }
}
