/** What sets an engine apart. Code asks for a capability, never for the engine's name; users name the engine and nothing else. */
export interface Capabilities {
  /** The wire protocol and SQL dialect. */
  readonly dialect: 'sqlite' | 'postgres'
  /**
   * How write transactions come to look as if one ran after the other. `single`: the engine has one writer. `serializable`: its isolation
   * level sees to it, and a transaction may have to run again. `in-turn`: it has no such level across machines, so every write
   * transaction first locks one row.
   */
  readonly writes: 'single' | 'serializable' | 'in-turn'
  /**
   * Whether `lock table` before the first read keeps transactions from failing over each other. Without it results are the same, but a
   * large transaction may lose against small ones for as long as they keep coming, unless the engine itself sees to that.
   */
  readonly tableLocks: boolean
  /** Whether a commit can be told not to wait for the disk. */
  readonly unsyncedCommits: boolean
  /** Whether a migration can be one transaction; elsewhere its steps are made so that they may run again. */
  readonly transactionalDdl: boolean
  /** Whether statements run in the thread that asks, so that its writes hold up everybody else there. */
  readonly inThread: boolean
  /** Whether tables are to be spread by `hailport store distribute`. */
  readonly distribute: boolean
  /** Whether the catalogue of the server tells what each table takes up, all of it. */
  readonly knowsSizes: boolean
}

const postgres: Capabilities = {
  dialect: 'postgres',
  writes: 'serializable',
  tableLocks: true,
  unsyncedCommits: true,
  transactionalDdl: true,
  inThread: false,
  distribute: false,
  knowsSizes: true,
}

/** Engine to capabilities. */
export const engines = {
  sqlite: {
    dialect: 'sqlite',
    writes: 'single',
    tableLocks: false,
    unsyncedCommits: true,
    transactionalDdl: true,
    inThread: true,
    distribute: false,
    knowsSizes: false,
  },
  postgres,
  // Serializable isolation does not reach over the nodes of a Citus cluster.
  citus: { ...postgres, writes: 'in-turn', tableLocks: false, distribute: true, knowsSizes: false },
  yugabytedb: { ...postgres, tableLocks: false, unsyncedCommits: false, transactionalDdl: false, knowsSizes: false },
  cockroachdb: { ...postgres, tableLocks: false, unsyncedCommits: false, transactionalDdl: false, knowsSizes: false },
} as const satisfies Record<string, Capabilities>

export type EngineName = keyof typeof engines

export const isEngineName = (name: string): name is EngineName => Object.hasOwn(engines, name)
