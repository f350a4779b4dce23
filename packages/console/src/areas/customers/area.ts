import { CustomersIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'

export const customersArea: Area = {
  id: 'customers',
  homes: ['partner'],
  permissions: ['consent.read'],
  navigation: { section: 'work', path: '/customers', icon: CustomersIcon },
  routes: [
    { path: 'customers', lazy: { Component: async () => (await import('./customers-page.tsx')).CustomersPage } },
    {
      path: 'customers/:tenantId',
      lazy: { Component: async () => (await import('./customer-page.tsx')).CustomerPage },
    },
  ],
}
