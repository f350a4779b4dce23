import type { Registry } from '../context.ts'
import { type DeskRequestsTable, type Store, scopeTo, type Tx } from '../store/index.ts'

/** Bytes of a proof in one row of the store. */
const partBytes = 1_048_576

const placeOf = ({ id }: DeskRequestsTable, digest: Uint8Array, number: number): string =>
  `desk/${id}/${Buffer.from(digest).toString('hex')}/${number}`

/** Seals a proof in pieces. */
export function sealProof(
  { vault }: Registry,
  row: DeskRequestsTable,
  bytes: Uint8Array,
  digest: Uint8Array,
): Uint8Array[] {
  const parts: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += partBytes)
    parts.push(vault.seal(bytes.subarray(at, at + partBytes), placeOf(row, digest, parts.length)))
  return parts
}

/** Keeps a sealed proof in place of the one before. */
export async function keepProof(tx: Tx, row: DeskRequestsTable, parts: readonly Uint8Array[]): Promise<void> {
  await dropProof(tx, row)
  for (const [number, sealed] of parts.entries())
    await tx.db
      .insertInto('desk_proof_parts')
      .values({ partner_id: row.partner_id, request_id: row.id, number, sealed })
      .execute()
}

/** The proof of a request; undefined when there is none any more. */
export async function openProof(
  { vault }: Registry,
  db: Store['db'],
  row: DeskRequestsTable,
): Promise<Uint8Array | undefined> {
  const digest = row.proof_digest
  if (digest === null || row.proof_deleted_at !== null) return undefined
  const parts = await scopeTo(db, row.partner_id)
    .selectFrom('desk_proof_parts')
    .select(['number', 'sealed'])
    .where('request_id', '=', row.id)
    .orderBy('number')
    .execute()
  return parts.length === 0
    ? undefined
    : Buffer.concat(parts.map(part => vault.open(part.sealed, placeOf(row, digest, part.number))))
}

/** Deletes a proof. @returns whether there was one. */
export async function dropProof(tx: Tx, row: DeskRequestsTable): Promise<boolean> {
  const result = await scopeTo(tx.db, row.partner_id)
    .deleteFrom('desk_proof_parts')
    .where('request_id', '=', row.id)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}
