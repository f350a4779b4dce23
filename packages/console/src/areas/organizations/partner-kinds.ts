export const partnerKinds = ['oem', 'csp-direct', 'csp-indirect-provider', 'csp-indirect-reseller'] as const
export type PartnerKind = (typeof partnerKinds)[number]

/** What the first person of a partner can do: everything that its kind has. */
export const firstRoles = (kind: PartnerKind): string[] =>
  kind === 'oem'
    ? ['partner-admin', 'registrar', 'factory-reporter', 'support-agent']
    : ['partner-admin', 'registrar', 'profile-manager']

/** Names of one field, apart by commas. */
export const namesOf = (text: string): string[] =>
  text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
