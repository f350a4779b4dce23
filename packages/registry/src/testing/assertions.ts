import assert from 'node:assert/strict'
import { type ErrorCode, RegistryError } from '../errors.ts'

/** Asserts that the work is refused with this code of the catalogue (and names this field). @returns the error, to look at its text. */
export async function rejectsWith(
  code: ErrorCode,
  work: Promise<unknown> | (() => unknown),
  field?: string,
): Promise<RegistryError> {
  let error: unknown
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (thrown) {
    error = thrown
  }
  if (error === undefined) assert.fail(`Expected ${code}, but nothing was refused.`)
  if (!(error instanceof RegistryError)) throw error
  assert.equal(error.code, code, error.message)
  if (field !== undefined) assert.equal(error.field, field, error.message)
  return error
}
