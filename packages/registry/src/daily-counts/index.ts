export { type DailyCounts, listDailyCounts, mostCountedDays } from './list.ts'
export { dropOldCounts } from './retention.ts'
export { type DailyCountKind, dailyCountKinds, Tally } from './tally.ts'
