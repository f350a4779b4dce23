import { RegistryError } from '@hailport/registry'

export { toWire, type Wire } from '@hailport/registry'

/** Milliseconds of an ISO 8601 text that the schema has let through. @throws invalid_request when there is no such moment. */
export function toMillis(text: string, field: string): number {
  const time = Date.parse(text)
  if (Number.isNaN(time))
    throw new RegistryError('invalid_request', `${field} must be a time such as 2031-01-31T12:00:00Z.`, { field })
  return time
}
