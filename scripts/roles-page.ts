import {
  builtInGrants,
  graphPermissions,
  type Permission,
  type PermissionEntry,
  permissionTable,
  type RoleEntry,
  roles,
} from '@hailport/registry'

/** The permissions that Microsoft Intune calls "Enrollment programs", and the ones of ours that allow the same. */
const enrollmentPrograms: [string, Permission[]][] = [
  ['Read device', ['device.read']],
  ['Create device', ['device.register']],
  ['Delete device', ['device.release']],
  ['Sync device', ['device.write']],
  ['Read profile', ['profile.read']],
  ['Create profile', ['profile.write']],
  ['Update profile', ['profile.write']],
  ['Delete profile', ['profile.write']],
  ['Assign profile', ['profile.write', 'group.write']],
]

const code = (names: Iterable<string>) => [...names].map(name => `\`${name}\``).join(' ')

const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

function roleRow([name, role]: [string, RoleEntry]): string[] {
  const limited = builtInGrants([name]).filter(grant => grant.groupTags !== undefined)
  const note = limited.map(grant => ` (${code(grant.permissions)} only for the tags of its list)`).join('')
  return [`\`${name}\``, role.for.join(', '), role.meaning, code(role.permissions) + note]
}

function permissionRow([name, entry]: [string, PermissionEntry]): string[] {
  return [`\`${name}\``, entry.meaning, entry.for.join(', '), entry.delegable ? 'yes' : 'no']
}

/** `docs/roles.md`: permissions, roles, and what names from elsewhere stand for. */
export function rolesPage(): string {
  return `# Roles and permissions

Who may do what, in full. How it fits together is in [concepts](concepts.md#who-sees-and-does-what).

Generated from \`packages/registry/src/organizations/{permissions,roles,graph-permissions}.ts\`; do not edit.

## Roles that every organization has

${table(['Role', 'For', 'What it is for', 'Permissions'], Object.entries(roles).map(roleRow))}

## Permissions

What roles are made of; an organization makes roles of its own from those of its kind. "Delegable" ones can be granted to a partner's
staff.

${table(['Permission', 'Allows to', 'For', 'Delegable'], Object.entries(permissionTable).map(permissionRow))}

## "Enrollment programs"

Custom roles of Microsoft Intune name these permissions. A role of your own that allows the same has:

${table(
  ['There', 'Here'],
  enrollmentPrograms.map(([there, here]) => [there, code(here)]),
)}

The four permissions about tokens there have no counterpart.

## Microsoft Graph

Whoever has one of the permissions on the right has the Graph permission on the left in its tokens. It opens the door to the operations
that ask for it; each operation then asks for the permission that it really needs.

${table(
  ['Graph permission', 'Stands for'],
  Object.entries(graphPermissions).map(([name, has]) => [`\`${name}\``, code(has)]),
)}
`
}
