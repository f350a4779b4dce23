import { type IdentityFlag, type IdentityKeys, type IdentityQuality, unpackFacts } from '../identity/index.ts'
import type { DeviceRow } from '../rows/index.ts'
import type { ResolvedDevice } from './decide.ts'
import type { HashBlock } from './hash-blocks.ts'
import { type Identifier, identifierOf } from './item.ts'
import { keyBytes, keyNames, type PreparedRows, rowColumns } from './prepare.ts'

/** A row with what it identifies its device by. */
export interface IdentifiedItem {
  readonly position: number
  readonly row: Omit<DeviceRow, 'hardwareHash'>
  readonly identifier: Identifier
  /** The id that the device will have, if it is registered. */
  readonly deviceId: string
}

/** What `prepareRows` has prepared, as the rules take it. */
export interface IdentifiedRows {
  readonly items: readonly IdentifiedItem[]
  readonly blocks: readonly HashBlock[]
}

function keysOf(rows: PreparedRows, index: number): IdentityKeys {
  const keys: { -readonly [K in keyof IdentityKeys]: IdentityKeys[K] } = {}
  for (const [place, name] of keyNames.entries()) {
    if (!(rows.keysPresent[index]! & (1 << place))) continue
    const at = (index * keyNames.length + place) * keyBytes
    keys[name] = rows.keys.subarray(at, at + keyBytes)
  }
  return keys
}

/** The device that a hash presents. Its facts are unpacked when they are asked for: nobody compares those of a device with unknown keys. */
function hashDevice(rows: PreparedRows, index: number, flags: readonly IdentityFlag[]): ResolvedDevice {
  const { hashes } = rows
  const names = {
    serialNumber: hashes.serialNumber[index]!,
    manufacturer: hashes.manufacturer[index]!,
    model: hashes.model[index]!,
    productKeyId: hashes.productKeyId[index]!,
  }
  const packedFacts = hashes.facts[index]!
  let facts: ResolvedDevice['facts'] | undefined
  return {
    ...names,
    packedFacts,
    source: 'hash',
    keys: keysOf(rows, index),
    flags,
    quality: hashes.quality[index] as IdentityQuality,
    get facts() {
      facts ??= unpackFacts({
        facts: packedFacts,
        serial_number: names.serialNumber,
        manufacturer: names.manufacturer,
        model: names.model,
        product_key_id: names.productKeyId,
      })
      return facts
    },
  }
}

/** @param customer whether the submitter is one: customers register by hash only. */
export function identifiedRows(rows: PreparedRows, customer: boolean): IdentifiedRows {
  const knownFlags = new Map<string, IdentityFlag[]>()
  const flagsOf = (text: string): readonly IdentityFlag[] => {
    const known = knownFlags.get(text) ?? JSON.parse(text)
    knownFlags.set(text, known)
    return known
  }
  const columns = rowColumns.flatMap(name => {
    const values = rows.fields[name]
    return values ? [{ name, values }] : []
  })
  const items = rows.deviceIds.map((deviceId, index) => {
    const row: DeviceRow = {}
    for (const { name, values } of columns) {
      const value = values[index]
      if (value !== undefined) row[name] = value
    }
    const problem = rows.problems.get(index)
    const identifier: Identifier =
      rows.keysPresent[index] === 0
        ? identifierOf(row, problem, customer)
        : { by: 'hash', device: hashDevice(rows, index, flagsOf(rows.hashes.flags[index]!)) }
    return { position: rows.positions[index]!, row, identifier, deviceId }
  })
  return { items, blocks: rows.blocks }
}
