import { exitCodes } from '../exit-codes.ts'
import { Failure, withoutDot } from '../failure.ts'

type Tools = typeof import('@hailport/registry')

/** Works on a whole store. Its code is loaded only here: the other commands do without it. @throws Failure */
export async function storeTools<T>(work: (tools: Tools) => Promise<T>): Promise<T> {
  const tools = await import('@hailport/registry')
  try {
    return await work(tools)
  } catch (error) {
    if (error instanceof tools.StoreToolError) throw new Failure(error)
    if (error instanceof tools.DatabaseUrlError)
      throw new Failure(
        { what: 'The database cannot be opened', why: withoutDot(error.message), remedy: 'Correct the URL.' },
        exitCodes.usage,
      )
    const cause = error instanceof tools.RegistryError && error.cause !== undefined ? error.cause : error
    if (fromDatabase(cause))
      throw new Failure({
        what: 'The database does not do it',
        why: withoutDot(cause.message),
        remedy: 'Check the URL, that the server runs, and what the user may do there; then run the command again.',
      })
    throw error
  }
}

/** Whether a database server has said so, or could not be reached. */
function fromDatabase(error: unknown): error is Error {
  return error instanceof Error && ('severity' in error || 'syscall' in error)
}
