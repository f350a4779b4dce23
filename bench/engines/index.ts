import type { Engine, EngineName } from './engine.ts'
import { sqlite } from './sqlite.ts'

/** The engines that can be measured. */
export const engines: Partial<Record<EngineName, Engine>> = { sqlite }
