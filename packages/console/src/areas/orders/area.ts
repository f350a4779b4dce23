import { OrdersIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const ordersArea: Area = {
  id: 'orders',
  homes: ['partner', 'tenant'],
  permissions: ['device.read'],
  navigation: { section: 'work', path: '/orders', icon: OrdersIcon },
  routes: [
    pageRoute(
      'orders',
      ['orders', 'customers', 'consents', 'devices'],
      async () => (await import('./orders-page.tsx')).OrdersPage,
    ),
    pageRoute(
      'orders/new',
      ['orders', 'batches', 'customers', 'devices'],
      async () => (await import('./order-form-page.tsx')).NewOrderPage,
    ),
    pageRoute(
      'orders/upload',
      ['orders', 'batches', 'customers', 'devices'],
      async () => (await import('./upload-page.tsx')).UploadPage,
    ),
    pageRoute(
      'orders/:tenantId/:orderId/add',
      ['orders', 'batches', 'customers', 'devices'],
      async () => (await import('./order-form-page.tsx')).AddToOrderPage,
    ),
    pageRoute(
      'orders/:tenantId/:orderId/override',
      ['orders', 'batches', 'customers', 'devices'],
      async () => (await import('./order-form-page.tsx')).OverrideOrderPage,
    ),
    pageRoute(
      'orders/:tenantId/:orderId',
      ['orders', 'batches', 'customers', 'consents', 'devices'],
      async () => (await import('./order-page.tsx')).OrderPage,
    ),
    pageRoute(
      'order-transactions/:tenantId/:orderTransactionId',
      ['orders', 'batches', 'customers', 'devices'],
      async () => (await import('./transaction-page.tsx')).TransactionPage,
    ),
  ],
}
