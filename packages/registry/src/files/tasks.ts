import type { Registry } from '../context.ts'
import type { Lease } from '../jobs/index.ts'
import type { ImportsTable } from '../store/index.ts'
import type { Tasks } from '../threads/index.ts'
import type { ImportKey } from './import.ts'
import { takeApart } from './read.ts'
import { keepImport } from './receive.ts'
import { OpenResults, type ResultQuestion } from './result.ts'

/** What a helper thread does for imports: all work on the bytes of files. */
export function importTasks(registry: Registry): Tasks {
  const results = new OpenResults(registry)
  return {
    'keep-import': (key: ImportKey, body) => keepImport(registry, key, body),
    'read-import': ({ lease, row }: { lease: Lease; row: ImportsTable }) => takeApart(registry, lease, row),
    'read-result': ({ stream, question }: { stream: string; question: ResultQuestion }) =>
      results.read(stream, question),
    'close-result': ({ stream }: { stream: string }) => results.close(stream),
  }
}
