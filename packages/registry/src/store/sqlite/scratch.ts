import { DatabaseSync } from 'node:sqlite'

/** Kibibytes of it that are kept in memory; the rest lies in a temporary file that nobody else can open. */
const cacheKib = 8_192

/**
 * Texts by their keys, for a job that needs to remember more than fits into memory. Gone when it is closed: there is nothing to recover.
 * Whatever engine the registry is on.
 */
export class Scratch {
  readonly #db = new DatabaseSync('')
  readonly #addText
  readonly #addKey
  readonly #find

  constructor() {
    this.#db.exec(`pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -${cacheKib};
      create table texts (n integer primary key, text text not null);
      create table keys (key blob, n integer, primary key (key, n)) without rowid;
      begin`)
    this.#addText = this.#db.prepare('insert into texts (text) values (?)')
    this.#addKey = this.#db.prepare('insert or ignore into keys (key, n) values (?, ?)')
    this.#find = this.#db.prepare(
      'select n, text from texts where n in (select n from keys where key = ? order by n limit ?)',
    )
  }

  add(keys: readonly Uint8Array[], text: string): void {
    const { lastInsertRowid } = this.#addText.run(text)
    for (const key of keys) this.#addKey.run(key, lastInsertRowid)
  }

  /** The texts under any of the keys, once each: of each key the first `limit`, in the order in which they were added. */
  find(keys: readonly Uint8Array[], limit: number): string[] {
    const found = new Map<number, string>()
    for (const key of keys) for (const { n, text } of this.#find.all(key, limit)) found.set(n as number, text as string)
    return [...found.values()]
  }

  close(): void {
    this.#db.close()
  }
}
