export type { BootAnswer, DecisionTrace } from './answer.ts'
export { type Boot, createBoot } from './boot.ts'
export {
  createHolderStatus,
  type HolderAnswer,
  type HolderLookup,
  type HolderStatus,
  holderStatuses,
} from './holder-status.ts'
export { dropOldTraces } from './retention.ts'
export { type BootTrace, countBootTraces, explainDevice, getBootTrace, listBootTraces } from './traces.ts'
export { bootTasks } from './write-boots.ts'
