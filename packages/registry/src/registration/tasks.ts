import type { Registry } from '../context.ts'
import type { Tasks } from '../threads/index.ts'
import { keepRows, type RowsInput } from './keep-rows.ts'
import { type ChunkQuestion, prepareChunk } from './prepare-chunk.ts'

/** What a helper thread does for registrations: the work of an upload and of a job that needs no turn at the store's rules. */
export const registrationTasks = (registry: Registry): Tasks => ({
  'prepare-chunk': (question: ChunkQuestion) => prepareChunk(registry, question),
  'keep-rows': (input: RowsInput, body) => keepRows(registry, input, body),
})
