import { DelegationsIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const delegationsArea: Area = {
  id: 'delegations',
  homes: ['tenant', 'partner'],
  permissions: ['delegation.read'],
  navigation: { section: 'organization', path: '/delegations', icon: DelegationsIcon },
  routes: [
    pageRoute(
      'delegations',
      ['delegations', 'roles'],
      async () => (await import('./delegations-page.tsx')).DelegationsPage,
    ),
    pageRoute(
      'delegations/:delegationId',
      ['delegations', 'roles'],
      async () => (await import('./delegation-page.tsx')).DelegationPage,
    ),
  ],
}
