import { type ErrorCode, isId, RegistryError } from '@hailport/registry'
import type { GraphCall } from './call.ts'

/** The id that stands in a key of the path. @throws RegistryError with this code for what can be no id. */
export function keyId({ keys }: GraphCall, name: string, missing: ErrorCode): string {
  const id = keys[name]?.toLowerCase() ?? ''
  if (!isId(id)) throw new RegistryError(missing)
  return id
}
