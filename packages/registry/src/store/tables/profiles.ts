import type { Json, Millis } from '../schema.ts'

export interface ProfilesTable {
  tenant_id: string
  id: string
  display_name: string
  description: string | null
  /** 1 on the profile of devices for which nothing else is meant. */
  is_default: number
  /** `ProfileSettings`, complete. */
  settings: Json
  created_at: Millis
  updated_at: Millis
}

export interface ProfileAssignmentsTable {
  tenant_id: string
  profile_id: string
  /** The group; `allDevicesId` for all devices. */
  group_id: string
  /** group, exclusion or allDevices. */
  kind: string
  created_at: Millis
}

/** Profiles that were given to devices by name. */
export interface DeviceProfilesTable {
  tenant_id: string
  device_id: string
  profile_id: string
  assigned_at: Millis
}

export interface GroupsTable {
  tenant_id: string
  id: string
  display_name: string
  description: string | null
  /** The membership rule of a dynamic group, as it was written; null on a static one. */
  rule: string | null
  rule_changed_at: Millis
  created_at: Millis
  updated_at: Millis
}

/** Members of static groups. */
export interface GroupMembersTable {
  tenant_id: string
  group_id: string
  device_id: string
  added_at: Millis
}

/** Counts the changes of a tenant's profiles, assignments and group rules, so that whoever keeps them knows whether they are the present ones. */
export interface RuleVersionsTable {
  tenant_id: string
  version: number
}

export interface ProfileTables {
  profiles: ProfilesTable
  profile_assignments: ProfileAssignmentsTable
  device_profiles: DeviceProfilesTable
  groups: GroupsTable
  group_members: GroupMembersTable
  rule_versions: RuleVersionsTable
}

export const profileScopes = {
  profiles: 'tenant_id',
  profile_assignments: 'tenant_id',
  device_profiles: 'tenant_id',
  groups: 'tenant_id',
  group_members: 'tenant_id',
  rule_versions: 'tenant_id',
} as const satisfies Record<keyof ProfileTables, string>
