import type { Permission } from './permissions.ts'
import type { OrganizationKind } from './principal.ts'

/** A role that every organization of some kinds has. */
export interface RoleEntry {
  readonly for: readonly OrganizationKind[]
  readonly meaning: string
  readonly permissions: readonly Permission[]
  /** Those of its permissions that reach only the group tags that the organization lists for the role. */
  readonly tagged?: readonly Permission[]
}

/** Roles with the fewest permissions that do the job. Administration does not include consent: that is a role of its own. */
export const roles = {
  operator: {
    for: ['registry'],
    meaning: 'Runs the registry: makes tenants, partners and their first people. Sees no devices.',
    permissions: [
      'organization.manage',
      'registry.read',
      'registry.operate',
      'organization.read',
      'people.manage',
      'people.read',
      'roles.manage',
      'applications.manage',
      'sign-in.manage',
      'journal.read',
    ],
  },
  'tenant-admin': {
    for: ['tenant'],
    meaning: 'Manages the people, roles and applications of the tenant, its devices and profiles, and delegations.',
    permissions: [
      'organization.read',
      'people.manage',
      'people.read',
      'roles.manage',
      'applications.manage',
      'sign-in.manage',
      'consent.read',
      'delegation.read',
      'delegation.manage',
      'device.read',
      'device.write',
      'device.tag',
      'device.assign',
      'device.register',
      'device.release',
      'device.submit',
      'batch.accept',
      'group.read',
      'group.write',
      'profile.read',
      'profile.write',
      'webhook.read',
      'webhook.manage',
      'journal.read',
    ],
  },
  'consent-approver': {
    for: ['tenant'],
    meaning: 'Decides which partners may register devices for the tenant, and revokes that.',
    permissions: ['organization.read', 'consent.read', 'consent.decide', 'batch.accept'],
  },
  'device-manager': {
    for: ['tenant'],
    meaning: 'Registers, changes and releases the devices of the tenant; accepts what technicians and partners submit.',
    permissions: [
      'organization.read',
      'consent.read',
      'device.read',
      'device.write',
      'device.tag',
      'device.assign',
      'device.register',
      'device.release',
      'device.submit',
      'batch.accept',
      'group.read',
      'group.write',
      'profile.read',
    ],
  },
  'device-reader': {
    for: ['tenant'],
    meaning: 'Sees the devices of the tenant.',
    permissions: ['organization.read', 'device.read', 'group.read', 'profile.read'],
  },
  'tag-editor': {
    for: ['tenant'],
    meaning: 'Sees devices, and sets the group tags that the tenant lists for this role; none until it does.',
    permissions: ['organization.read', 'device.read', 'device.tag', 'group.read', 'profile.read'],
    tagged: ['device.tag'],
  },
  technician: {
    for: ['tenant'],
    meaning: 'Submits one device at a time for approval, and sees what became of it.',
    permissions: ['device.submit'],
  },
  'profile-manager': {
    for: ['tenant', 'partner'],
    meaning: 'Writes and assigns deployment profiles: of the tenant, or of the partner where a consent allows that.',
    permissions: ['organization.read', 'device.read', 'group.read', 'group.write', 'profile.read', 'profile.write'],
  },
  auditor: {
    for: ['tenant', 'partner', 'registry'],
    meaning: 'Reads everything of its organization, the journal included, and changes nothing.',
    permissions: [
      'registry.read',
      'organization.read',
      'people.read',
      'consent.read',
      'link.read',
      'delegation.read',
      'device.read',
      'group.read',
      'profile.read',
      'factory.read',
      'desk.read',
      'webhook.read',
      'journal.read',
    ],
  },
  'partner-admin': {
    for: ['partner'],
    meaning: 'Manages the people, roles and applications of the partner, its consents, links and delegations.',
    permissions: [
      'organization.read',
      'people.manage',
      'people.read',
      'roles.manage',
      'applications.manage',
      'sign-in.manage',
      'consent.read',
      'consent.request',
      'link.read',
      'link.manage',
      'delegation.read',
      'delegation.request',
      'delegation.assign',
      'station.manage',
      'directory.write',
      'webhook.read',
      'webhook.manage',
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
      'device.release',
      'device.write',
    ],
  },
  'factory-reporter': {
    for: ['partner'],
    meaning:
      'Sends build reports of the maker (kind oem), reads its factory records, and sets up stations of its lines.',
    permissions: ['organization.read', 'factory.read', 'factory.report', 'station.manage'],
  },
  'support-agent': {
    for: ['partner'],
    meaning: "Works the requests of customers at the maker's desk (kind oem): checks proofs, approves or refuses.",
    permissions: ['organization.read', 'factory.read', 'desk.read', 'desk.work'],
  },
} as const satisfies Record<string, RoleEntry>

/** Name of a role that every organization of its kind has. */
export type Role = keyof typeof roles

/** The role of this name that every organization of its kind has; undefined for roles that an organization made. */
export function builtInRole(name: string): RoleEntry | undefined {
  return Object.hasOwn(roles, name) ? roles[name as Role] : undefined
}

/** Roles that every organization of this kind has. */
export function rolesFor(kind: OrganizationKind): Role[] {
  return (Object.keys(roles) as Role[]).filter(role => (roles[role].for as readonly string[]).includes(kind))
}
