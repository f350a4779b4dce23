import { OrdersIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'

export const ordersArea: Area = {
  id: 'orders',
  homes: ['partner', 'tenant'],
  permissions: ['device.read'],
  navigation: { section: 'work', path: '/orders', icon: OrdersIcon },
  routes: [
    { path: 'orders', lazy: { Component: async () => (await import('./orders-page.tsx')).OrdersPage } },
    {
      path: 'orders/:tenantId/:orderId',
      lazy: { Component: async () => (await import('./order-page.tsx')).OrderPage },
    },
    {
      path: 'order-transactions/:tenantId/:orderTransactionId',
      lazy: { Component: async () => (await import('./transaction-page.tsx')).TransactionPage },
    },
  ],
}
