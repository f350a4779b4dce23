export { type Actor, appendJournal, type Entry } from './append.ts'
export {
  type Arrived,
  type Follower,
  followJournal,
  nextArrived,
  packIds,
  unfollowJournal,
  unpackIds,
} from './arrivals.ts'
export { nextInStretch, readEntries, type Stretch } from './entries.ts'
export { type EventKind, type EventKindEntry, eventKinds, eventTable, eventVersion } from './kinds.ts'
export { type JournalEntry, type JournalFilter, readJournal } from './list.ts'
