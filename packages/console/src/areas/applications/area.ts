import { ApplicationsIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const applicationsArea: Area = {
  id: 'applications',
  homes: ['tenant', 'partner', 'registry'],
  permissions: ['organization.read'],
  anyOf: ['applications.manage', 'people.read'],
  navigation: { section: 'organization', path: '/applications', icon: ApplicationsIcon },
  routes: [
    pageRoute(
      'applications',
      ['applications', 'roles'],
      async () => (await import('./applications-page.tsx')).ApplicationsPage,
    ),
    pageRoute(
      'applications/:applicationId',
      ['applications', 'roles'],
      async () => (await import('./application-page.tsx')).ApplicationPage,
    ),
  ],
}
