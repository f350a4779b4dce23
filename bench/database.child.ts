/** Works on a database that no service runs on: fills it, or measures its floors. Arguments: the engine. */
import { serveParent } from './child.ts'
import type { EngineName, FloorOptions } from './engines/engine.ts'
import { engines } from './engines/index.ts'

export type DatabaseQuestion = { readonly folder: string } & (
  | { readonly schema: true }
  | { readonly multiply: number }
  | { readonly storedBytes: true }
  | { readonly floorInsert: FloorOptions }
  | { readonly bareReads: number }
  | { readonly run: readonly string[] }
)

const engine = engines[process.argv[2] as EngineName]
if (!engine) throw new Error(`There is no engine ${process.argv[2]}.`)

serveParent({}, (question: DatabaseQuestion): Promise<unknown> => {
  const { folder } = question
  if ('schema' in question) return engine.schema(folder)
  if ('storedBytes' in question) return engine.storedBytes(folder)
  if ('floorInsert' in question) return engine.floorInsert(folder, question.floorInsert)
  if ('bareReads' in question) return engine.bareReads(folder, question.bareReads)
  if ('run' in question) return engine.run(folder, question.run)
  const progress = (text: string) => void process.stderr.write(`    ${text}\n`)
  return engine.multiply(folder, { times: question.multiply, progress })
})
