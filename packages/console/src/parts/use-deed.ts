import { useQueryClient } from '@tanstack/react-query'
import { useNotify } from './notify.ts'

/**
 * Makes the function that does something, says that it is done, and lets everything that is shown be read anew: but for what names `gone`,
 * which is not there any more.
 */
export function useDeed(): <T>(work: Promise<T>, said: string, gone?: string) => Promise<T> {
  const client = useQueryClient()
  const notify = useNotify()
  return async (work, said, gone) => {
    const made = await work
    notify(said)
    const isThere = (key: readonly unknown[]) => gone === undefined || !JSON.stringify(key).includes(gone)
    await client.invalidateQueries({ predicate: ({ queryKey }) => isThere(queryKey) })
    return made
  }
}
