import type { Registry } from '../context.ts'
import { packFacts, presentedIdentity, type ReadHash, readHash } from '../identity/index.ts'
import { newId } from '../ids.ts'
import type { DeviceRow, RowProblem } from '../rows/index.ts'
import { type HashBlock, hashesPerBlock, type KeptHash, sealHashes } from './hash-blocks.ts'
import type { Item } from './item.ts'

/** Members of a row that the rules look at. */
export const rowColumns = [
  'productKeyId',
  'serialNumber',
  'manufacturer',
  'model',
  'groupTag',
  'purchaseOrder',
  'orderId',
  'assignedUser',
  'displayName',
  'policyId',
] as const satisfies readonly (keyof DeviceRow)[]

/** What a hash says, of the rows that have one. */
const hashColumns = ['serialNumber', 'manufacturer', 'model', 'productKeyId', 'facts', 'flags', 'quality'] as const

/** Keys of a device in the order of their places in `keys`. */
export const keyNames = ['ek', 'offline', 'smbios', 'anchor'] as const
export const keyBytes = 16

/**
 * Rows with everything done that needs neither the store nor the rules: hashes verified, read, and sealed for keeping. In columns, because
 * it crosses between threads, where objects cost and bytes do not: 1 µs a row, where the objects would take 13.
 */
export interface PreparedRows {
  readonly positions: Int32Array
  /** The id that each device will have, if it is registered. */
  readonly deviceIds: readonly string[]
  /** Absent where no row has the member. */
  readonly fields: { readonly [K in (typeof rowColumns)[number]]?: readonly (string | undefined)[] }
  readonly problems: ReadonlyMap<number, RowProblem>
  readonly hashes: { readonly [K in (typeof hashColumns)[number]]: readonly (string | null)[] }
  /** Four places of 16 bytes a row. */
  readonly keys: Uint8Array
  /** Which of the four are filled, a bit each; none where there is no hash. */
  readonly keysPresent: Uint8Array
  readonly blocks: readonly HashBlock[]
}

function readItem(item: Item): ReadHash | RowProblem | undefined {
  if (item.problem || !item.hash) return item.problem
  const read = readHash(item.hash)
  if (!('message' in read)) return read
  return { code: 'invalid_hardware_hash', message: read.message, field: 'hardwareHash' }
}

/** Seals the hashes in blocks; rows between them that have none are passed over. */
function sealBlocks(
  registry: Registry,
  batchId: string,
  rows: readonly { readonly index: number; readonly position: number; readonly hash: KeptHash }[],
): HashBlock[] {
  const blocks: HashBlock[] = []
  for (let at = 0; at < rows.length; at += hashesPerBlock) {
    const part = rows.slice(at, at + hashesPerBlock)
    const [{ index: first, position: number }, last] = [part[0]!, part.at(-1)!]
    const sealed = sealHashes(
      registry.vault,
      batchId,
      number,
      part.map(row => row.hash),
    )
    blocks.push({ number, first, end: last.index + 1, sealed })
  }
  return blocks
}

function fieldColumns(items: readonly Item[]): PreparedRows['fields'] {
  const used = rowColumns.filter(name => items.some(item => item.row[name] !== undefined))
  return Object.fromEntries(used.map(name => [name, items.map(item => item.row[name])]))
}

/**
 * Prepares rows of a batch.
 * @param keep whether their hashes are to be kept; those of a dry run are not.
 */
export function prepareRows(
  registry: Registry,
  batchId: string,
  items: readonly { readonly item: Item; readonly position: number }[],
  keep: boolean,
): PreparedRows {
  const now = registry.now()
  const size = items.length
  const deviceIds = items.map(() => newId(now))
  const problems = new Map<number, RowProblem>()
  const hashes = Object.fromEntries(hashColumns.map(name => [name, Array<string | null>(size).fill(null)])) as Record<
    (typeof hashColumns)[number],
    (string | null)[]
  >
  const keys = new Uint8Array(size * keyNames.length * keyBytes)
  const keysPresent = new Uint8Array(size)
  const kept: { index: number; position: number; hash: KeptHash }[] = []
  for (const [index, { item, position }] of items.entries()) {
    const read = readItem(item)
    if (read === undefined) continue
    if ('message' in read) {
      problems.set(index, read)
      continue
    }
    const { facts: _, ...names } = presentedIdentity(read)
    const said = { ...names, facts: packFacts(read.facts), flags: JSON.stringify(read.flags), quality: read.quality }
    for (const name of hashColumns) hashes[name][index] = said[name]
    for (const [place, name] of keyNames.entries()) {
      const key = read.keys[name]
      if (key === undefined) continue
      keys.set(key, (index * keyNames.length + place) * keyBytes)
      keysPresent[index]! |= 1 << place
    }
    kept.push({ index, position, hash: { deviceId: deviceIds[index]!, bytes: read.bytes } })
  }
  return {
    positions: Int32Array.from(items, one => one.position),
    deviceIds,
    fields: fieldColumns(items.map(one => one.item)),
    problems,
    hashes,
    keys,
    keysPresent,
    blocks: keep ? sealBlocks(registry, batchId, kept) : [],
  }
}
