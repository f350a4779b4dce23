/** What operators look at: table of migration 0019. */

/** Processes that serve the registry; of a few, and of no organization. */
export interface ServersTable {
  id: string
  /** Name of the machine, and number of the worker where there are several. */
  name: string
  version: string
  /** 0 or 1: whether it works off jobs. */
  works_jobs: number
  started_at: number
  seen_at: number
}

export interface OperationTables {
  servers: ServersTable
}
