import type { WrittenDirectoryEntry } from '../../api/generated/operations.ts'

/** shown: as it was written last. changed: something earlier is shown. hidden: nothing is. */
export function entryState({ published, publishedAt, writtenAt }: WrittenDirectoryEntry) {
  if (!published || !publishedAt) return 'hidden'
  return writtenAt > publishedAt ? 'changed' : 'shown'
}
