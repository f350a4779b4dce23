import type { Migration } from '../migration.ts'

/** Profiles, groups of devices, and what assigns the one to the other. */
export const profiles: Migration = {
  number: 2,
  name: 'profiles',
  async up({ table, index, addColumns }) {
    await table(
      'profiles',
      {
        tenant_id: 'id',
        id: 'id',
        display_name: 'text',
        description: 'text?',
        is_default: 'int',
        settings: 'text',
        created_at: 'int',
        updated_at: 'int',
      },
      ['tenant_id', 'id'],
    )
    await index('profiles_default', 'profiles', ['tenant_id'], { unique: true, where: 'is_default = 1' })
    await table(
      'profile_assignments',
      { tenant_id: 'id', profile_id: 'id', group_id: 'id', kind: 'text', created_at: 'int' },
      ['tenant_id', 'profile_id', 'group_id'],
    )
    await index('profile_assignments_group', 'profile_assignments', ['tenant_id', 'group_id'])
    await index('profile_assignments_all_devices', 'profile_assignments', ['tenant_id'], {
      unique: true,
      where: "kind = 'allDevices'",
    })
    await table('device_profiles', { tenant_id: 'id', device_id: 'id', profile_id: 'id', assigned_at: 'int' }, [
      'tenant_id',
      'device_id',
    ])
    await index('device_profiles_profile', 'device_profiles', ['tenant_id', 'profile_id', 'device_id'])
    await table(
      'groups',
      {
        tenant_id: 'id',
        id: 'id',
        display_name: 'text',
        description: 'text?',
        rule: 'text?',
        rule_changed_at: 'int',
        created_at: 'int',
        updated_at: 'int',
      },
      ['tenant_id', 'id'],
    )
    await index('groups_name', 'groups', ['tenant_id', 'display_name', 'id'])
    await table('group_members', { tenant_id: 'id', group_id: 'id', device_id: 'id', added_at: 'int' }, [
      'tenant_id',
      'group_id',
      'device_id',
    ])
    await index('group_members_device', 'group_members', ['tenant_id', 'device_id', 'group_id'])
    await table('rule_versions', { tenant_id: 'id', version: 'int' }, ['tenant_id'])
    // What the device was told last.
    await addColumns('contacts', { profile_id: 'id?' })
  },
}
