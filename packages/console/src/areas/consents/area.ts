import { ConsentIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'

export const consentsArea: Area = {
  id: 'consents',
  homes: ['tenant'],
  permissions: ['consent.read'],
  navigation: { section: 'work', path: '/consents', icon: ConsentIcon },
  routes: [{ path: 'consents', lazy: { Component: async () => (await import('./consents-page.tsx')).ConsentsPage } }],
}
