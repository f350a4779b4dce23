export { type Actor, appendJournal, type Entry } from './append.ts'
export { type JournalEntry, type JournalFilter, readJournal } from './list.ts'
