import { setTimeout as pause } from 'node:timers/promises'
import { RegistryError } from '../../errors.ts'
import { isConflict, isMalformedId, isTransient } from './faults.ts'

/** How long work is tried again before the caller is told to come back, ms. Longer than it takes to change places with a follower that is ready. */
const patienceMs = 5_000
const longestPauseMs = 200

/** What a caller learns when the database has not done the work: an error of the catalogue, never one of the driver's. */
function toCaller(error: unknown): unknown {
  if (isTransient(error))
    return new RegistryError('store_unavailable', undefined, { retryAfterSeconds: 5, cause: error })
  if (isMalformedId(error))
    return new RegistryError('invalid_request', 'An id or a cursor in the request is not well formed.', {
      cause: error,
    })
  return error
}

/**
 * Runs work again while it fails for reasons that pass: lost against another transaction, or the server away. Pauses grow and are
 * random, so that two that met do not meet again.
 * @param work is told how often it has lost against another transaction so far.
 * @param patience after so long it is not tried again, ms.
 * @throws RegistryError store_unavailable when patience ends.
 */
export async function retrying<T>(work: (conflicts: number) => Promise<T>, patience = patienceMs): Promise<T> {
  const deadline = performance.now() + patience
  let conflicts = 0
  for (let attempt = 0; ; attempt++) {
    try {
      return await work(conflicts)
    } catch (error) {
      if (isConflict(error)) conflicts += 1
      if (!isTransient(error) || performance.now() > deadline) throw toCaller(error)
      await pause(Math.random() * Math.min(longestPauseMs, 2 ** attempt))
    }
  }
}
