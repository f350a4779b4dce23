import type { OrganizationKind } from './principal.ts'

/** Who may have a permission, and what it means. */
export interface PermissionEntry {
  readonly for: readonly OrganizationKind[]
  readonly meaning: string
  /** Whether a customer may grant it to a partner's staff: never what decides who else may do something. */
  readonly delegable?: true
}

/** What may be done; roles are sets of these. */
const table = {
  'organization.manage': { for: ['registry'], meaning: 'make tenants, partners and their first people' },
  'organization.read': { for: ['tenant', 'partner', 'registry'], meaning: 'read the organization', delegable: true },
  'registry.read': { for: ['registry'], meaning: 'see organizations, jobs, servers, storage and keys' },
  'registry.operate': { for: ['registry'], meaning: 'run jobs again, replace the keys of tokens' },
  'people.manage': { for: ['tenant', 'partner', 'registry'], meaning: 'add, change and disable people' },
  'people.read': { for: ['tenant', 'partner', 'registry'], meaning: 'list people and roles' },
  'roles.manage': { for: ['tenant', 'partner', 'registry'], meaning: 'give any role, and make roles' },
  'applications.manage': { for: ['tenant', 'partner', 'registry'], meaning: 'add and revoke applications' },
  'sign-in.manage': { for: ['tenant', 'partner', 'registry'], meaning: 'decide how people sign in' },
  'consent.read': { for: ['tenant', 'partner'], meaning: 'read consents' },
  'consent.decide': { for: ['tenant'], meaning: 'grant, decline, limit and revoke consents' },
  'consent.request': { for: ['partner'], meaning: 'ask customers for consent' },
  'batch.accept': { for: ['tenant'], meaning: "see, accept and refuse partners' batches that wait" },
  'link.read': { for: ['partner'], meaning: 'read links between provider and reseller' },
  'link.manage': { for: ['partner'], meaning: 'offer, accept and end links between provider and reseller' },
  'delegation.read': { for: ['tenant', 'partner'], meaning: 'read delegations' },
  'delegation.manage': { for: ['tenant'], meaning: "grant, change and revoke rights of partners' staff" },
  'delegation.request': { for: ['partner'], meaning: 'ask customers for a delegation' },
  'delegation.assign': { for: ['partner'], meaning: "choose which of the partner's people use a delegation" },
  'device.read': { for: ['tenant', 'partner'], meaning: 'see devices, batches, conflicts, traces', delegable: true },
  'device.write': { for: ['tenant', 'partner'], meaning: 'change names and order data, review', delegable: true },
  'device.tag': { for: ['tenant'], meaning: 'set and clear group tags', delegable: true },
  'device.assign': { for: ['tenant'], meaning: 'set and clear the user of a device', delegable: true },
  'device.register': { for: ['tenant', 'partner'], meaning: 'register devices, approve submissions', delegable: true },
  'device.release': { for: ['tenant', 'partner'], meaning: 'deregister devices', delegable: true },
  'device.submit': { for: ['tenant'], meaning: 'submit one device for approval, see the own ones', delegable: true },
  'group.read': { for: ['tenant'], meaning: 'see groups and their members', delegable: true },
  'group.write': { for: ['tenant'], meaning: 'make groups, change their members', delegable: true },
  'profile.read': { for: ['tenant', 'partner'], meaning: 'see deployment profiles', delegable: true },
  'profile.write': { for: ['tenant', 'partner'], meaning: 'write and assign deployment profiles', delegable: true },
  'factory.read': { for: ['partner'], meaning: 'read factory records' },
  'factory.report': { for: ['partner'], meaning: 'send build reports' },
  'station.manage': { for: ['partner'], meaning: 'add and revoke stations of the factory line' },
  'desk.read': { for: ['partner'], meaning: "see the requests at the maker's desk, with their proofs" },
  'desk.work': { for: ['partner'], meaning: "decide the requests at the maker's desk" },
  'directory.write': { for: ['partner'], meaning: "write the partner's entry in the directory" },
  'webhook.read': { for: ['tenant', 'partner'], meaning: 'see webhooks and what became of their deliveries' },
  'webhook.manage': { for: ['tenant', 'partner'], meaning: 'have events sent to webhooks; needs journal.read too' },
  'journal.read': { for: ['tenant', 'partner', 'registry'], meaning: 'read the journal', delegable: true },
} as const satisfies Record<string, PermissionEntry>

export type Permission = keyof typeof table

/** Every permission, with who may have it and what it means. */
export const permissionTable: Readonly<Record<Permission, PermissionEntry>> = table
export const permissions = Object.keys(table) as Permission[]

/** Permissions that roles of an organization of this kind may have. */
export function permissionsFor(kind: OrganizationKind): Permission[] {
  return permissions.filter(permission => permissionTable[permission].for.includes(kind))
}

/** Permissions that a customer may grant to a partner's staff. */
export const delegablePermissions: readonly Permission[] = permissions.filter(p => permissionTable[p].delegable)

/** Permissions about devices: the ones that a list of group tags limits. */
export const isAboutDevices = (permission: Permission): boolean => permission.startsWith('device.')

/** Permissions about customers: the ones that a partner's list of customers limits. */
export const isAboutCustomers = (permission: Permission): boolean =>
  /^(device|consent|delegation|profile)\./.test(permission)
