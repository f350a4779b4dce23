import { BatchesIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const batchesArea: Area = {
  id: 'batches',
  homes: ['partner'],
  permissions: ['device.read'],
  navigation: { section: 'work', path: '/batches', icon: BatchesIcon },
  routes: [
    pageRoute('batches', ['batches', 'customers'], async () => (await import('./batches-page.tsx')).BatchesPage),
    pageRoute(
      'batches/:tenantId/:batchId',
      ['batches', 'devices'],
      async () => (await import('./batch-page.tsx')).BatchPage,
    ),
  ],
}
