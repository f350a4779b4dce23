import { ActionsIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const deviceActionsArea: Area = {
  id: 'deviceActions',
  homes: ['tenant'],
  permissions: ['device.read'],
  navigation: { section: 'work', path: '/device-actions', icon: ActionsIcon },
  routes: [
    pageRoute('device-actions', ['actions'], async () => (await import('./actions-page.tsx')).ActionsPage),
    pageRoute(
      'device-actions/:actionId',
      ['actions', 'devices'],
      async () => (await import('./action-page.tsx')).ActionPage,
    ),
  ],
}
