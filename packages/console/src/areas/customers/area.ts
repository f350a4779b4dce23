import { CustomersIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const customersArea: Area = {
  id: 'customers',
  homes: ['partner'],
  permissions: ['consent.read'],
  navigation: { section: 'work', path: '/customers', icon: CustomersIcon },
  routes: [
    pageRoute('customers', ['customers', 'consents'], async () => (await import('./customers-page.tsx')).CustomersPage),
    pageRoute(
      'customers/:tenantId',
      ['customers', 'devices'],
      async () => (await import('./customer-page.tsx')).CustomerPage,
    ),
    pageRoute(
      'customers/:tenantId/devices/:deviceId',
      ['customers', 'devices', 'journal'],
      async () => (await import('./device-page.tsx')).RegisteredDevicePage,
    ),
  ],
}
