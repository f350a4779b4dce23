import { ActionsIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'

export const deviceActionsArea: Area = {
  id: 'deviceActions',
  homes: ['tenant'],
  permissions: ['device.read'],
  navigation: { section: 'work', path: '/device-actions', icon: ActionsIcon },
  routes: [
    { path: 'device-actions', lazy: { Component: async () => (await import('./actions-page.tsx')).ActionsPage } },
    {
      path: 'device-actions/:actionId',
      lazy: { Component: async () => (await import('./action-page.tsx')).ActionPage },
    },
  ],
}
