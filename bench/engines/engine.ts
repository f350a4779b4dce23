/** A database that can be reached. */
export interface Running {
  /** For `startServer`; undefined: the service's own default, a file in its data folder. */
  readonly url: string | undefined
  stop(): Promise<void>
}

export interface MultiplyOptions {
  /** Clones of each device, itself included. */
  readonly times: number
  progress(text: string): void
}

export interface FloorOptions {
  /** Folder of a database that the service has registered the devices in, with nothing else. */
  readonly from: string
  /** Folder of the database that that one began as. */
  readonly empty: string
  /** The first so many of its devices. */
  readonly devices: number
  /** Devices of one transaction. */
  readonly chunk: number
}

/**
 * An engine, as far as the benchmark must know it. A database is a folder, with the service's keys beside it, so that a copy of the folder is
 * a copy of the service. Everything but `start` takes the folder of a database that is not running.
 */
export interface Engine {
  readonly name: EngineName
  /** What it runs with, for the report. */
  readonly settings: string
  start(folder: string): Promise<Running>
  /** Text that changes with the schema. */
  schema(folder: string): Promise<string>
  /** Makes every device of a registry many: same shape and size, other ids and keys. */
  multiply(folder: string, options: MultiplyOptions): Promise<void>
  /** Runs statements that every engine understands. */
  run(folder: string, statements: readonly string[]): Promise<void>
  /** Bytes of all tables and indexes. */
  storedBytes(folder: string): Promise<number>
  /**
   * Stores the final rows of devices once more by the engine's bare fast way, into the same tables and indexes. @returns seconds.
   * @throws Error when the registry has not so many devices more afterwards.
   */
  floorInsert(folder: string, options: FloorOptions): Promise<number>
  /** Indexed reads of one row a second. */
  bareReads(folder: string, seconds: number): Promise<number>
}

/** Whether registrations add rows of their own to a table. Counts of days do not: they are added to rows that are there. */
export const hasFinalRows = ({ name }: { readonly name: string }): boolean => name !== 'daily_counts'

/** @throws Error when a floor did less, or more, than it says. */
export function requireStored(before: number, after: number, devices: number): void {
  if (after - before !== devices) throw new Error(`The floor stored ${after - before} devices, not ${devices}.`)
}

export type EngineName = 'sqlite' | 'postgres'
