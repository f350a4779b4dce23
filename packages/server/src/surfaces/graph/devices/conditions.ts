import type { DeviceConditions, Filter } from '@hailport/registry'

/** A test of the serial number for which the registry has a way of its own, by the index: those that nearly all scripts send. */
function bySerial(test: Filter): DeviceConditions | undefined {
  if (!('property' in test) || test.property !== 'serialNumber') return undefined
  if (test.kind === 'match')
    return test.how === 'contains' && test.text !== '' && !/[*?]/.test(test.text) ? { serial: test.text } : undefined
  if (test.kind !== 'compare' || test.operator !== 'eq' || test.fold !== undefined) return undefined
  return typeof test.value === 'string' && test.value !== '' ? { serialNumber: test.value } : undefined
}

/** A filter on devices as conditions that the registry looks up as fast as it can. */
export function toConditions(where: Filter): DeviceConditions {
  const parts = where.kind === 'and' ? where.of : [where]
  const found = parts.find(part => bySerial(part) !== undefined)
  if (found === undefined) return { where }
  const rest = parts.filter(part => part !== found)
  return { ...bySerial(found), ...(rest.length > 0 && { where: { kind: 'and', of: rest } }) }
}
