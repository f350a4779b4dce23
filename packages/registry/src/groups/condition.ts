/**
 * A membership rule, read. It speaks of the device's physical ids, which Entra lists on the device object and which follow from the
 * registration: `[ZTDID]:<device id>`, `[OrderID]:<group tag>`, `[PurchaseOrderId]:<purchase order>`.
 */
export type Condition =
  | { readonly any: 'eq' | 'contains' | 'startsWith'; readonly value: string }
  | { readonly and: readonly Condition[] }
  | { readonly or: readonly Condition[] }
  | { readonly not: Condition }

/** What membership rules look at. */
export interface RuledDevice {
  readonly deviceId: string
  readonly groupTag: string | null
  readonly purchaseOrder: string | null
}

/** Prefixes of physical ids, folded. */
export const idPrefixes = { deviceId: '[ztdid]:', groupTag: '[orderid]:', purchaseOrder: '[purchaseorderid]:' } as const

/** Entra compares without regard to case; here that goes for the letters A to Z, which every database folds alike. */
export const fold = (text: string): string => text.replaceAll(/[A-Z]/g, letter => letter.toLowerCase())

/** The physical ids of a device, folded. */
export function physicalIds(device: RuledDevice): string[] {
  const ids: string[] = []
  for (const [name, prefix] of Object.entries(idPrefixes)) {
    const value = device[name as keyof RuledDevice]
    if (value !== null) ids.push(prefix + fold(value))
  }
  return ids
}

const tests = {
  eq: (id: string, value: string) => id === value,
  contains: (id: string, value: string) => id.includes(value),
  startsWith: (id: string, value: string) => id.startsWith(value),
}

/** Whether the rule takes the device in. @param ids as `physicalIds` makes them. */
export function meets(condition: Condition, ids: readonly string[]): boolean {
  if ('and' in condition) return condition.and.every(part => meets(part, ids))
  if ('or' in condition) return condition.or.some(part => meets(part, ids))
  if ('not' in condition) return !meets(condition.not, ids)
  return ids.some(id => tests[condition.any](id, condition.value))
}

/** Whether the rule says the same of all devices with the same group tag, whatever else they are. */
export function isSameForTag(condition: Condition): boolean {
  if ('and' in condition) return condition.and.every(isSameForTag)
  if ('or' in condition) return condition.or.every(isSameForTag)
  if ('not' in condition) return isSameForTag(condition.not)
  const { any, value } = condition
  const { deviceId, purchaseOrder } = idPrefixes
  const others = [deviceId, purchaseOrder]
  if (any === 'eq') return !others.some(prefix => value.startsWith(prefix))
  // Every device has an id, so what its beginning meets is met by every device.
  if (any === 'contains' ? deviceId.includes(value) : deviceId.startsWith(value)) return true
  return any === 'startsWith' && !others.some(prefix => prefix.startsWith(value) || value.startsWith(prefix))
}
