import type { Registry } from '../context.ts'
import { type ImportsTable, scopeTo, type Tx } from '../store/index.ts'
import type { ImportKey } from './import.ts'
import type { FileSource } from './source.ts'
import type { BlockKeeper } from './strings.ts'

/** Bytes of the file in one row of the store. */
export const partBytes = 1_048_576

type PartKind = 'file' | 'strings'

const placeOf = (key: ImportKey, kind: PartKind, number: number): string => `import/${key.id}/${kind}/${number}`

/** Keeps a part, sealed. */
export async function putPart(
  registry: Registry,
  key: ImportKey,
  kind: PartKind,
  number: number,
  bytes: Uint8Array,
  alongside: (tx: Tx) => Promise<void>,
): Promise<void> {
  const sealed = registry.vault.seal(bytes, placeOf(key, kind, number))
  await registry.store.write(async tx => {
    await alongside(tx)
    await tx.insertMany(
      'import_parts',
      ['organization_id', 'import_id', 'kind', 'number', 'size', 'sealed'],
      [[key.organizationId, key.id, kind, number, bytes.length, sealed]],
    )
  })
}

async function getPart(registry: Registry, key: ImportKey, kind: PartKind, number: number): Promise<Uint8Array> {
  const row = await scopeTo(registry.store.db, key.organizationId)
    .selectFrom('import_parts')
    .select('sealed')
    .where('import_id', '=', key.id)
    .where('kind', '=', kind)
    .where('number', '=', number)
    .executeTakeFirst()
  if (!row) throw new Error(`Import ${key.id} lacks part ${number} of its ${kind}.`)
  return registry.vault.open(row.sealed, placeOf(key, kind, number))
}

/** The file as it was received. All parts but the last are of one size. */
export function storedFile(
  registry: Registry,
  key: ImportKey,
  { size }: Pick<ImportsTable, 'size'>,
  onRead: (bytes: number) => void = () => undefined,
): FileSource {
  let last: { number: number; bytes: Uint8Array } | undefined
  return {
    size,
    async *read(start = 0, end = size) {
      const stop = Math.min(end, size)
      for (let at = start; at < stop; ) {
        const number = Math.floor(at / partBytes)
        // Small files inside of a workbook lie close together.
        if (last?.number !== number) last = { number, bytes: await getPart(registry, key, 'file', number) }
        const piece = last.bytes.subarray(at - number * partBytes, Math.min(stop - number * partBytes, partBytes))
        at += piece.length
        onRead(at)
        yield piece
      }
    },
  }
}

/** Texts of a workbook, kept in the store while it is read: they may be larger than the memory. */
export function storedStrings(registry: Registry, key: ImportKey, alongside: (tx: Tx) => Promise<void>): BlockKeeper {
  return {
    put: (number, texts) => putPart(registry, key, 'strings', number, Buffer.from(JSON.stringify(texts)), alongside),
    get: async number => JSON.parse(Buffer.from(await getPart(registry, key, 'strings', number)).toString()),
  }
}

/** Removes parts. */
export async function dropParts(tx: Tx, key: ImportKey, ...kinds: PartKind[]): Promise<void> {
  await scopeTo(tx.db, key.organizationId)
    .deleteFrom('import_parts')
    .where('import_id', '=', key.id)
    .where('kind', 'in', kinds)
    .execute()
}
