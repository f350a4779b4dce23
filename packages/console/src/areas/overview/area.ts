import { HomeIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'

export const overviewArea: Area = {
  id: 'overview',
  homes: ['tenant', 'partner', 'registry'],
  permissions: [],
  navigation: { section: 'work', path: '/', icon: HomeIcon },
  routes: [{ index: true, lazy: { Component: async () => (await import('./overview-page.tsx')).OverviewPage } }],
}
