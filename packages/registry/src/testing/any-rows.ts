import { createHash } from 'node:crypto'
import type { Database, Store } from '../store/index.ts'
import type { ColumnKind, Columns } from '../store/migration.ts'
import { migrations } from '../store/migrations/index.ts'

const texts = ['', 'plain', 'it\'s; -- \\ "quoted"', 'ñ 你好', '\u{1f600} beyond the first plane', '{"json":[1,null]}']

/** Value number `n` of a kind: the same number gives the same value, no two give an equal one, and every odd form comes up. */
function anyValue(kind: ColumnKind, n: number): unknown {
  const digest = createHash('sha256').update(`${kind} ${n}`).digest()
  if (kind === 'int') return n % 7 === 0 ? 2 ** 52 + n : n - 50
  if (kind === 'text') return `${texts[n % texts.length]}${n}`
  if (kind === 'bytes') return n % 5 === 0 ? Buffer.concat([digest, Buffer.alloc(n % 300)]) : digest.subarray(0, 16)
  return digest.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
}

async function tables(): Promise<Record<string, Columns>> {
  const found: Record<string, Columns> = {}
  for (const { up } of migrations)
    await up({
      async table(name, columns) {
        found[name] = columns
      },
      async addColumns(name, columns) {
        found[name] = { ...found[name], ...columns }
      },
      async fill() {},
      async index() {},
    })
  return found
}

/**
 * Fills every table of the schema, whatever it is, with rows that mean nothing: all kinds of values, and nulls where they may be.
 * @param rows of each table; `more` says otherwise for some.
 */
export async function fillWithAnyRows(store: Store, rows: number, more: Partial<Record<keyof Database, number>> = {}) {
  for (const [table, columns] of Object.entries(await tables())) {
    const kinds = Object.entries(columns)
    const made = Array.from({ length: more[table as keyof Database] ?? rows }, (_, row) =>
      kinds.map(([, kind], at) =>
        kind.endsWith('?') && (row + at) % 3 === 0
          ? null
          : anyValue(kind.replace('?', '') as ColumnKind, row * kinds.length + at),
      ),
    )
    const names = kinds.map(([column]) => column)
    await store.write(tx => tx.insertMany(table as keyof Database, names as never[], made))
  }
}
