export { type DailyCounts, listDailyCounts, mostCountedDays } from './list.ts'
export { dropOldCounts } from './retention.ts'
export { type Counted, type DailyCountKind, dailyCountKinds, Tally, writeCounts } from './tally.ts'
