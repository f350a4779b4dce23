import { BatchesIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'

export const batchesArea: Area = {
  id: 'batches',
  homes: ['partner'],
  permissions: ['device.read'],
  navigation: { section: 'work', path: '/batches', icon: BatchesIcon },
  routes: [
    { path: 'batches', lazy: { Component: async () => (await import('./batches-page.tsx')).BatchesPage } },
    {
      path: 'batches/:tenantId/:batchId',
      lazy: { Component: async () => (await import('./batch-page.tsx')).BatchPage },
    },
  ],
}
