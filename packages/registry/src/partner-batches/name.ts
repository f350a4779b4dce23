import { RegistryError } from '../errors.ts'
import { controls } from '../text.ts'

/** Characters of the name of a partner's batch. */
export const partnerBatchNameLength = 64

/** The name as it was given: it is compared exactly, blanks included. @throws invalid_request. */
export function checkBatchName(name: unknown): string {
  if (typeof name !== 'string' || name.trim() === '')
    throw new RegistryError('invalid_request', 'batchId is required.', { field: 'batchId' })
  if (name.length > partnerBatchNameLength || controls.test(name) || name.includes('/') || !name.isWellFormed())
    throw new RegistryError(
      'invalid_request',
      `batchId has 1 to ${partnerBatchNameLength} characters, without control characters and slashes.`,
      { field: 'batchId' },
    )
  return name
}

/** Names that are equal in this form are too much alike to be two batches. */
export const foldName = (name: string): string => name.normalize('NFC').toLowerCase()
