import type { Child } from '../child.ts'
import type { Databases } from '../databases.ts'
import type { Engine } from '../engines/engine.ts'
import type { Folders } from '../folders.ts'
import type { Plan } from '../plan.ts'

/** What the measures of one engine work with. */
export interface Tools {
  readonly engine: Engine
  readonly plan: Plan
  readonly folders: Folders
  readonly databases: Databases
  /** The client of first boot. */
  readonly load: Child<object>
  /** Origin of the server that answers a constant. */
  readonly floorUrl: string
  say(text: string): void
}
