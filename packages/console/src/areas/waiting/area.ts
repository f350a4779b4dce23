import { WaitingIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

const catalogues = ['waiting', 'batches', 'devices']

export const waitingArea: Area = {
  id: 'waiting',
  homes: ['tenant'],
  permissions: [],
  anyOf: ['batch.accept', 'device.read'],
  navigation: { section: 'work', path: '/waiting-batches', icon: WaitingIcon },
  routes: [
    pageRoute('waiting-batches', catalogues, async () => (await import('./waiting-page.tsx')).WaitingPage),
    pageRoute(
      'waiting-batches/:batchId',
      catalogues,
      async () => (await import('./waiting-batch-page.tsx')).WaitingBatchPage,
    ),
  ],
}
