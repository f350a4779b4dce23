export * from './boot/index.ts'
export * from './consent/index.ts'
export { defaultLimits, type Limits, type Registry } from './context.ts'
export { createRegistry } from './create.ts'
export * from './credentials/index.ts'
export {
  type DailyCountKind,
  type DailyCounts,
  dailyCountKinds,
  listDailyCounts,
  mostCountedDays,
} from './daily-counts/index.ts'
export * from './delegation/index.ts'
export * from './desk/index.ts'
export * from './directory/index.ts'
export { type CatalogueEntry, catalogue, type ErrorCode, RegistryError } from './errors.ts'
export * from './factory/index.ts'
export * from './files/index.ts'
export * from './filter/index.ts'
export {
  addMembers,
  createGroup,
  type Group,
  type GroupFilter,
  type GroupInput,
  getGroup,
  groupsPerTenant,
  listGroups,
  parseRule,
  removeMembers,
  ruleLength,
  updateGroup,
} from './groups/index.ts'
export * from './identity-providers/index.ts'
export { isId, newId } from './ids.ts'
export { jobKinds, jobSorts, jobStates, type Worker, type WorkerLog } from './jobs/index.ts'
export {
  type EventKind,
  type EventKindEntry,
  eventKinds,
  eventTable,
  eventVersion,
  type JournalEntry,
  type JournalFilter,
} from './journal/index.ts'
export * from './lifecycle/index.ts'
export * from './line/index.ts'
export * from './operation/index.ts'
export * from './orders/index.ts'
export * from './organizations/index.ts'
export type { Page, PageRequest } from './page.ts'
export * from './partner-batches/index.ts'
export * from './policies/index.ts'
export * from './profiles/index.ts'
export * from './registration/index.ts'
export {
  type CopyProgress,
  type CopyReport,
  checkStore,
  copyStore,
  DatabaseUrlError,
  type Difference,
  distributeStore,
  distributions,
  type EngineName,
  migrate,
  migrateStore,
  openExisting,
  openSqlite,
  openStore,
  type SqliteOptions,
  type Store,
  type StoreCheck,
  StoreToolError,
  TurnQueue,
  type Tx,
  turnsAt,
} from './store/index.ts'
export * from './submissions/index.ts'
export { type Helper, serveTasks, ThreadHelper } from './threads/index.ts'
export { createVault, type Vault, vaultFingerprint } from './vault.ts'
export * from './webhooks/index.ts'
export { toWire, type Wire } from './wire.ts'
export { startWorker } from './worker.ts'
