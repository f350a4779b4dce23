/** What happened on a day, counted in the transaction that did it. */
export interface DailyCountsTable {
  organization_id: string
  /** What is counted; see `DailyCountKind`. */
  kind: string
  /** Days since 1970-01-01, UTC. */
  day: number
  /** By what it is counted: an answer, a source, a customer, a code. */
  name: string
  /** Transactions that count the same at once use different ones, so that none has to wait or run again. */
  slot: number
  count: number
}

export interface DailyCountTables {
  daily_counts: DailyCountsTable
}

/** See `scopeColumn`. */
export const dailyCountScopes: Record<keyof DailyCountTables, string> = { daily_counts: 'organization_id' }
