import { CustomersIcon, DirectoryIcon, PartnersIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

const operators = { homes: ['registry'], permissions: ['registry.read'] } as const

/** Who takes part in the registry, for operators. */
export const organizationAreas: readonly Area[] = [
  {
    id: 'tenants',
    ...operators,
    navigation: { section: 'work', path: '/tenants', icon: CustomersIcon },
    routes: [
      pageRoute('tenants', ['organizations'], async () => (await import('./tenants-page.tsx')).TenantsPage),
      pageRoute(
        'tenants/:tenantId',
        ['organizations', 'operation'],
        async () => (await import('./tenant-page.tsx')).TenantPage,
      ),
    ],
  },
  {
    id: 'partners',
    ...operators,
    navigation: { section: 'work', path: '/partners', icon: PartnersIcon },
    routes: [
      pageRoute('partners', ['organizations'], async () => (await import('./partners-page.tsx')).PartnersPage),
      pageRoute(
        'partners/:partnerId',
        ['organizations', 'operation'],
        async () => (await import('./partner-page.tsx')).PartnerPage,
      ),
    ],
  },
  {
    id: 'directory',
    ...operators,
    navigation: { section: 'work', path: '/directory', icon: DirectoryIcon },
    routes: [
      pageRoute('directory', ['organizations'], async () => (await import('./directory-page.tsx')).DirectoryPage),
    ],
  },
]
