import { HomeIcon } from '../../parts/icons.ts'
import type { Area, Home } from '../area.ts'
import { pageRoute } from '../page-route.ts'

const overview = (home: Home, route: Area['routes'][number]): Area => ({
  id: 'overview',
  homes: [home],
  permissions: [],
  navigation: { section: 'work', path: '/', icon: HomeIcon },
  routes: [route],
})

/** The first page of each home. */
export const overviewAreas: readonly Area[] = [
  overview(
    'tenant',
    pageRoute(
      '/',
      ['overview', 'charts', 'devices', 'journal'],
      async () => (await import('./tenant-page.tsx')).TenantPage,
    ),
  ),
  overview(
    'partner',
    pageRoute(
      '/',
      ['overview', 'charts', 'batches', 'consents', 'customers'],
      async () => (await import('./partner-page.tsx')).PartnerPage,
    ),
  ),
  overview(
    'registry',
    pageRoute('/', ['overview', 'jobs', 'operation'], async () => (await import('./registry-page.tsx')).RegistryPage),
  ),
]
