import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

/** The own account; the menu with the name leads there. */
export const accountArea: Area = {
  id: 'account',
  homes: ['tenant', 'partner', 'registry'],
  permissions: [],
  routes: [
    pageRoute('me', ['account', 'people', 'roles'], async () => (await import('./account-page.tsx')).AccountPage),
  ],
}
