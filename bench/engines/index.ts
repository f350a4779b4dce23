import type { Engine, EngineName } from './engine.ts'
import { postgres } from './postgres.ts'
import { sqlite } from './sqlite.ts'

/** The engines that can be measured. */
export const engines: Record<EngineName, Engine> = { sqlite, postgres }
