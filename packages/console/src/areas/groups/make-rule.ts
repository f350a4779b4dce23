/** What the simple rules look at; `all`: every device that is registered. */
export const ruleSubjects = ['groupTag', 'purchaseOrder', 'all'] as const
export const ruleOperators = ['eq', 'startsWith'] as const
export type RuleSubject = (typeof ruleSubjects)[number]
export type RuleOperator = (typeof ruleOperators)[number]

const prefixes = { groupTag: '[OrderID]:', purchaseOrder: '[PurchaseOrderId]:' } as const

/** A membership rule in the form of Entra. */
export function makeRule(subject: RuleSubject, operator: RuleOperator, value: string): string {
  if (subject === 'all') return '(device.devicePhysicalIds -any (_ -startsWith "[ZTDId]"))'
  const quoted = value.trim().replaceAll(/["`]/g, '`$&')
  return `(device.devicePhysicalIds -any (_ -${operator} "${prefixes[subject]}${quoted}"))`
}
