import type { ErrorCode } from '../errors.ts'
import {
  type DeviceIndex,
  hashBytes,
  type IdentityFacts,
  matchIdentity,
  type ReadHash,
  readHash,
} from '../identity/index.ts'
import type { DeviceRow, Row } from '../rows/index.ts'
import type { ReportedDevice } from './find.ts'

/** A report row whose hash was read. */
export interface ReportItem {
  readonly row: DeviceRow
  readonly read: ReadHash
}

/** A row that cannot become a factory record. */
export interface RejectedRow {
  readonly code: ErrorCode
  readonly message: string
  readonly field?: string
}

/** What becomes of a report row. */
export type ReportDecision =
  | { readonly kind: 'new'; readonly item: ReportItem }
  | { readonly kind: 'known'; readonly item: ReportItem; readonly record: ReportedDevice }
  | { readonly kind: 'again'; readonly item: ReportItem; readonly first: ReportItem }
  | { readonly kind: 'rejected'; readonly problem: RejectedRow }

/** Reads a row of a build report: a maker's row always has a hash. */
export function readReportRow(row: Row): ReportItem | RejectedRow {
  if (row.problem) return row.problem
  const { fields } = row
  if (fields.hardwareHash === undefined)
    return { code: 'missing_identifier', message: 'A row of a build report needs hardwareHash.', field: 'hardwareHash' }
  const bytes = hashBytes(fields.hardwareHash)
  const read = 'message' in bytes ? bytes : readHash(bytes)
  if ('message' in read) return { code: 'invalid_hardware_hash', message: read.message, field: 'hardwareHash' }
  const mismatch = disagreement(fields, read)
  return mismatch ? { code: 'hardware_mismatch', ...mismatch } : { row: fields, read }
}

/** A maker's row must agree with its own hash: the row is what later finds the hash. */
function disagreement(row: DeviceRow, read: ReadHash): { message: string; field: string } | undefined {
  const { hash } = read
  const pairs = [
    ['serialNumber', row.serialNumber, hash.serial],
    ['manufacturer', row.manufacturer, hash.manufacturer],
    ['model', row.model, hash.model],
    ['productKeyId', row.productKeyId, hash.productKeyId],
  ] as const
  for (const [field, stated, inside] of pairs) {
    if (stated !== undefined && inside !== undefined && inside.trim() !== '' && stated !== inside.trim())
      return {
        field,
        message: `${field} is ${JSON.stringify(stated)} in the row and ${JSON.stringify(inside)} in the hash.`,
      }
  }
  return undefined
}

/** A device that the row may be: a record of the maker, or an earlier row of the same chunk. */
export type SeenDevice =
  | { readonly facts: IdentityFacts; readonly record: ReportedDevice; readonly item?: undefined }
  | { readonly facts: IdentityFacts; readonly item: ReportItem; readonly record?: undefined }

/**
 * Decides a chunk in order. The same device reported again is the same record; a conflict (another endorsement key) is a new record of
 * its own, so that nothing a maker reports is lost; what that means is decided when somebody registers it.
 *
 * @param seen the maker's own records that share a key with an item of the chunk; rows of the chunk are added to it.
 */
export function decideReport(
  items: readonly (ReportItem | RejectedRow)[],
  seen: DeviceIndex<SeenDevice>,
): ReportDecision[] {
  return items.map(item => {
    if ('code' in item) return { kind: 'rejected', problem: item }
    const match = matchIdentity(item.read.facts, seen.find(item.read.keys))
    if (match.kind === 'same') {
      const { record, item: first } = match.device
      return record ? { kind: 'known', item, record } : { kind: 'again', item, first }
    }
    seen.add(item.read.keys, { facts: item.read.facts, item })
    return { kind: 'new', item }
  })
}
