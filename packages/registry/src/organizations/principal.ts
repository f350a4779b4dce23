/** The organization id of the registry itself: its operators, and whatever belongs to nobody else. */
export const registryId = '00000000-0000-0000-0000-000000000000'

export type OrganizationKind = 'tenant' | 'partner' | 'registry'

/** Makers and resellers. Kinds as Partner Center knows them. */
export const partnerKinds = ['oem', 'csp-direct', 'csp-indirect-provider', 'csp-indirect-reseller'] as const
export type PartnerKind = (typeof partnerKinds)[number]

/** Who acts: one request, one principal. */
export interface Principal {
  readonly kind: 'person' | 'application' | 'system'
  readonly id: string
  readonly organization: { readonly kind: OrganizationKind; readonly id: string }
  readonly roles: readonly Role[]
  /** Id of the request that carries the act, for the journal. */
  readonly requestId?: string
}

/** What may be done; roles are sets of these. */
export const permissions = [
  'organization.manage',
  'organization.read',
  'people.manage',
  'people.read',
  'applications.manage',
  'consent.read',
  'consent.decide',
  'consent.request',
  'device.read',
  'device.write',
  'device.register',
  'profile.read',
  'profile.write',
  'factory.read',
  'factory.report',
  'journal.read',
] as const
export type Permission = (typeof permissions)[number]

interface RoleEntry {
  readonly for: readonly OrganizationKind[]
  readonly meaning: string
  readonly permissions: readonly Permission[]
}

/** Roles with the fewest permissions that do the job. Administration does not include consent: that is a role of its own. */
export const roles = {
  operator: {
    for: ['registry'],
    meaning: 'Runs the registry: makes tenants, partners and their first people. Sees no devices.',
    permissions: [
      'organization.manage',
      'organization.read',
      'people.manage',
      'people.read',
      'applications.manage',
      'journal.read',
    ],
  },
  'tenant-admin': {
    for: ['tenant'],
    meaning: 'Manages the people and applications of the tenant, its devices and profiles.',
    permissions: [
      'organization.read',
      'people.manage',
      'people.read',
      'applications.manage',
      'consent.read',
      'device.read',
      'device.write',
      'device.register',
      'profile.read',
      'profile.write',
      'journal.read',
    ],
  },
  'consent-approver': {
    for: ['tenant'],
    meaning: 'Decides which partners may register devices for the tenant, and revokes that.',
    permissions: ['organization.read', 'consent.read', 'consent.decide'],
  },
  'device-manager': {
    for: ['tenant'],
    meaning: 'Registers, changes and releases the devices of the tenant.',
    permissions: [
      'organization.read',
      'consent.read',
      'device.read',
      'device.write',
      'device.register',
      'profile.read',
    ],
  },
  'device-reader': {
    for: ['tenant'],
    meaning: 'Sees the devices of the tenant.',
    permissions: ['organization.read', 'device.read', 'profile.read'],
  },
  'profile-manager': {
    for: ['tenant'],
    meaning: 'Writes the deployment profiles of the tenant.',
    permissions: ['organization.read', 'device.read', 'profile.read', 'profile.write'],
  },
  auditor: {
    for: ['tenant', 'partner', 'registry'],
    meaning: 'Reads everything of its organization, the journal included, and changes nothing.',
    permissions: [
      'organization.read',
      'people.read',
      'consent.read',
      'device.read',
      'profile.read',
      'factory.read',
      'journal.read',
    ],
  },
  'partner-admin': {
    for: ['partner'],
    meaning: 'Manages the people and applications of the partner and asks customers for consent.',
    permissions: [
      'organization.read',
      'people.manage',
      'people.read',
      'applications.manage',
      'consent.read',
      'consent.request',
      'journal.read',
    ],
  },
  registrar: {
    for: ['partner'],
    meaning: 'Registers devices for customers that have consented, and sees the devices that the partner registered.',
    permissions: [
      'organization.read',
      'consent.read',
      'consent.request',
      'device.read',
      'device.register',
      'device.write',
    ],
  },
  'factory-reporter': {
    for: ['partner'],
    meaning: 'Sends build reports of the maker (kind oem) and reads its factory records.',
    permissions: ['organization.read', 'factory.read', 'factory.report'],
  },
} as const satisfies Record<string, RoleEntry>
export type Role = keyof typeof roles

/** Roles that an organization of this kind can give. */
export function rolesFor(kind: OrganizationKind): Role[] {
  return (Object.keys(roles) as Role[]).filter(role => (roles[role].for as readonly string[]).includes(kind))
}
