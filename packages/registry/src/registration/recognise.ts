import type { Registry } from '../context.ts'
import { allKeys, matchIdentity } from '../identity/index.ts'
import { type DeviceRow, type RowProblem, toRow } from '../rows/index.ts'
import type { Store } from '../store/index.ts'
import type { HeldDevice } from './decide.ts'
import { fetchDevices } from './facts.ts'
import { toItem } from './item.ts'
import { prepareRows } from './prepare.ts'
import { identifiedRows } from './prepared.ts'

/** Whom a row names. */
export interface RecognisedRow {
  readonly row: Omit<DeviceRow, 'hardwareHash'>
  readonly problem?: RowProblem
  /** Of a row with a hash: the device that has it, whoever holds it; none, or one with which it is in contradiction. */
  readonly byHash?: HeldDevice | 'none' | 'conflict'
}

/** Reads rows that name devices, and finds those that are named by their hash. Decides nothing; two queries. */
export async function recogniseRows(
  registry: Registry,
  db: Store['db'],
  rows: readonly unknown[],
): Promise<RecognisedRow[]> {
  const placed = rows.map((row, position) => ({ item: toItem(toRow(row)), position }))
  const { items } = identifiedRows(prepareRows(registry, '', placed, false), false)
  const keys = items.flatMap(({ identifier }) => (identifier.by === 'hash' ? allKeys(identifier.device.keys) : []))
  const devices = await fetchDevices(registry.store, db, keys)
  return items.map(({ row, identifier }, index): RecognisedRow => {
    const own = placed[index]?.item.problem
    if (own) return { row, problem: own }
    if (identifier.by === 'hash') {
      const match = matchIdentity(identifier.device.facts, devices.find(identifier.device.keys))
      if (match.kind === 'same') return { row, byHash: match.device }
      return { row, byHash: match.kind === 'new' ? 'none' : 'conflict' }
    }
    // A hash that cannot be read is a fault; a label that would not do to register may well do to find.
    const unreadable = identifier.by === 'nothing' && identifier.problem.code !== 'missing_identifier'
    return unreadable ? { row, problem: identifier.problem } : { row }
  })
}
