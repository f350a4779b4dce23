import { PeopleIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const peopleArea: Area = {
  id: 'people',
  homes: ['tenant', 'partner', 'registry'],
  permissions: ['people.read'],
  navigation: { section: 'organization', path: '/people', icon: PeopleIcon },
  routes: [
    pageRoute('people', ['people', 'roles'], async () => (await import('./people-page.tsx')).PeoplePage),
    pageRoute('people/:personId', ['people', 'roles'], async () => (await import('./person-page.tsx')).PersonPage),
  ],
}

/** People of other organizations, whom operators help. */
export const otherPeopleArea: Area = {
  id: 'otherPeople',
  homes: ['registry'],
  permissions: ['people.manage'],
  routes: [
    pageRoute(
      'organizations/:organizationId/people',
      ['people', 'roles'],
      async () => (await import('./people-page.tsx')).PeoplePage,
    ),
    pageRoute(
      'organizations/:organizationId/people/:personId',
      ['people', 'roles'],
      async () => (await import('./person-page.tsx')).PersonPage,
    ),
  ],
}
