import { ImportIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'

export const importsArea: Area = {
  id: 'imports',
  homes: ['tenant', 'partner'],
  permissions: [],
  anyOf: ['device.read', 'factory.read'],
  navigation: { section: 'work', path: '/imports', icon: ImportIcon },
  routes: [
    { path: 'imports', lazy: { Component: async () => (await import('./imports-page.tsx')).ImportsPage } },
    { path: 'imports/new', lazy: { Component: async () => (await import('./new-import-page.tsx')).NewImportPage } },
    { path: 'imports/:importId', lazy: { Component: async () => (await import('./import-page.tsx')).ImportPage } },
  ],
}
