export { type DirectoryEntry, type DirectoryService, directoryServices, everywhere } from './entry.ts'
export {
  listDirectoryEntries,
  listParticipants,
  type Participant,
  type ParticipantFilter,
} from './list.ts'
export {
  getDirectoryEntry,
  hasDesk,
  publishDirectoryEntry,
  type WrittenEntry,
  withdrawDirectoryEntry,
  writeDirectoryEntry,
} from './write.ts'
