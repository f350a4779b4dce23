import type { Registry } from '../context.ts'
import { type RegistrationHashesTable, scopeTo, type Tx } from '../store/index.ts'
import { type KeptHash, openHashes, sealHashes } from './hash-blocks.ts'

/** Where the hash of a device lies. */
export interface HashPlace {
  readonly id: string
  readonly batch_id: string
  readonly hash_block: number | null
}

type BlockRow = Pick<RegistrationHashesTable, 'batch_id' | 'number' | 'sealed'>

const nameOf = (batchId: string, number: number): string => `${batchId}/${number}`

/** Batches in groups that have the same blocks among the places: a statement can name those of a group exactly. */
function sameBlocks(places: readonly HashPlace[]): { batches: string[]; numbers: number[] }[] {
  const byBatch = Map.groupBy(
    places.filter(place => place.hash_block !== null),
    place => place.batch_id,
  )
  const groups = Map.groupBy(byBatch, ([, own]) =>
    JSON.stringify([...new Set(own.map(place => place.hash_block as number))].sort((a, b) => a - b)),
  )
  return [...groups].map(([numbers, own]) => ({ batches: own.map(([id]) => id), numbers: JSON.parse(numbers) }))
}

/** The blocks of these places; removed, because what changes in them changes their seal. */
async function takeBlocks(
  tx: Tx,
  registry: Registry,
  tenantId: string,
  places: readonly HashPlace[],
): Promise<BlockRow[]> {
  const own = scopeTo(tx.db, tenantId)
  const taken: BlockRow[] = []
  for (const { batches, numbers } of sameBlocks(places)) {
    const inBatches = registry.store.textIn<'registration_hashes'>('batch_id', batches)
    const rows = await own
      .selectFrom('registration_hashes')
      .select(['batch_id', 'number', 'sealed'])
      .where(inBatches)
      .where('number', 'in', numbers)
      .execute()
    taken.push(...rows)
    await own.deleteFrom('registration_hashes').where(inBatches).where('number', 'in', numbers).execute()
  }
  return taken
}

async function putBlocks(
  tx: Tx,
  registry: Registry,
  tenantId: string,
  blocks: Iterable<{ batchId: string; number: number; hashes: readonly KeptHash[] }>,
): Promise<void> {
  await tx.insertMany(
    'registration_hashes',
    ['tenant_id', 'batch_id', 'number', 'sealed'],
    [...blocks]
      .filter(block => block.hashes.length > 0)
      .map(({ batchId, number, hashes }) => [
        tenantId,
        batchId,
        number,
        sealHashes(registry.vault, batchId, number, hashes),
      ]),
  )
}

/** Takes the hashes of devices out of the blocks that they lie in. @returns them by device id. */
export async function takeHashes(
  tx: Tx,
  registry: Registry,
  tenantId: string,
  places: readonly HashPlace[],
): Promise<Map<string, Uint8Array>> {
  const leaving = new Set(places.map(place => place.id))
  const taken = new Map<string, Uint8Array>()
  const left = (await takeBlocks(tx, registry, tenantId, places)).map(({ batch_id, number, sealed }) => {
    const hashes = openHashes(registry.vault, batch_id, number, sealed)
    for (const { deviceId, bytes } of hashes) if (leaving.has(deviceId)) taken.set(deviceId, bytes)
    return { batchId: batch_id, number, hashes: hashes.filter(hash => !leaving.has(hash.deviceId)) }
  })
  await putBlocks(tx, registry, tenantId, left)
  return taken
}

/** Puts hashes back into the blocks in which they were. Inverse of `takeHashes`. */
export async function putHashes(
  tx: Tx,
  registry: Registry,
  tenantId: string,
  places: readonly HashPlace[],
  hashes: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const blocks = new Map<string, { batchId: string; number: number; hashes: KeptHash[] }>()
  for (const { batch_id, number, sealed } of await takeBlocks(tx, registry, tenantId, places))
    blocks.set(nameOf(batch_id, number), {
      batchId: batch_id,
      number,
      hashes: openHashes(registry.vault, batch_id, number, sealed),
    })
  for (const { id, batch_id, hash_block } of places) {
    const bytes = hashes.get(id)
    if (hash_block === null || bytes === undefined) continue
    const name = nameOf(batch_id, hash_block)
    const block = blocks.get(name) ?? { batchId: batch_id, number: hash_block, hashes: [] }
    block.hashes.push({ deviceId: id, bytes })
    blocks.set(name, block)
  }
  await putBlocks(tx, registry, tenantId, blocks.values())
}
