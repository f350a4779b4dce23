import { RolesIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const rolesArea: Area = {
  id: 'roles',
  homes: ['tenant', 'partner', 'registry'],
  permissions: ['people.read'],
  navigation: { section: 'organization', path: '/roles', icon: RolesIcon },
  routes: [
    pageRoute('roles', ['roles'], async () => (await import('./roles-page.tsx')).RolesPage),
    pageRoute('roles/new', ['roles'], async () => (await import('./new-role-page.tsx')).NewRolePage),
    pageRoute('roles/:roleName', ['roles'], async () => (await import('./role-page.tsx')).RolePage),
    pageRoute('roles/:roleName/edit', ['roles'], async () => (await import('./edit-role-page.tsx')).EditRolePage),
  ],
}
