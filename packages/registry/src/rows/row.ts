import { deviceNameLength, deviceNameProblem } from '../device-name.ts'
import type { ErrorCode } from '../errors.ts'
import { controls } from '../text.ts'

/** One device of an upload, as the sender wrote it; empty values are absent. */
export interface DeviceRow {
  hardwareHash?: string
  productKeyId?: string
  serialNumber?: string
  manufacturer?: string
  model?: string
  groupTag?: string
  purchaseOrder?: string
  orderId?: string
  assignedUser?: string
  displayName?: string
  /** A profile of the partner's own that the device is to have; for partners. */
  policyId?: string
}

/** The members of a row, each with the greatest length that is accepted, in characters. */
export const rowFields = {
  hardwareHash: 12_000,
  productKeyId: 64,
  serialNumber: 128,
  manufacturer: 128,
  model: 128,
  groupTag: 512,
  purchaseOrder: 512,
  orderId: 512,
  assignedUser: 320,
  displayName: deviceNameLength,
  policyId: 64,
} as const satisfies Record<keyof DeviceRow, number>

/** What is wrong with a row. */
export interface RowProblem {
  readonly code: ErrorCode
  readonly message: string
  readonly field?: string
}

/** A row that could be read, or why not. */
export type Row =
  | { readonly fields: DeviceRow; readonly problem?: undefined }
  | { readonly problem: RowProblem; readonly fields?: undefined }

/** How much of the memory a row takes, in characters, about. */
export function rowSize({ fields }: Row): number {
  let size = 0
  for (const name in fields) size += fields[name as keyof DeviceRow]?.length ?? 0
  return size
}

export const problem = (message: string, field?: string): Row => ({
  problem: { code: 'invalid_item', message, ...(field !== undefined && { field }) },
})

/** What a decoder leaves of bytes that are not in the character set, and halves of characters. */
const unreadable = /\ufffd|\p{Surrogate}/u

/** Checks an object that came in as a row: known members, text, length, whole characters, no control characters. Trims; drops empty values. */
export function toRow(input: unknown): Row {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    return problem('A row must be a JSON object.')
  const fields: DeviceRow = {}
  for (const [name, value] of Object.entries(input)) {
    const max = (rowFields as Record<string, number | undefined>)[name]
    if (max === undefined || !Object.hasOwn(rowFields, name))
      return problem(
        `There is no member ${JSON.stringify(name.slice(0, 40))}; known are ${Object.keys(rowFields).join(', ')}.`,
        name.slice(0, 40),
      )
    if (value === null || value === '') continue
    if (typeof value !== 'string') return problem(`${name} must be text.`, name)
    if (value.length > max) return problem(`${name} is longer than ${max} characters.`, name)
    if (unreadable.test(value))
      return problem(`${name} has characters that could not be read; save the file as UTF-8.`, name)
    if (name === 'hardwareHash') {
      fields.hardwareHash = value
      continue
    }
    const text = value.trim()
    if (controls.test(text)) return problem(`${name} contains control characters.`, name)
    if (text !== '') fields[name as keyof DeviceRow] = text
  }
  const unfit = fields.displayName === undefined ? undefined : deviceNameProblem(fields.displayName)
  if (unfit !== undefined) return problem(`displayName: ${unfit}`, 'displayName')
  return { fields }
}
