import { ImportIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const importsArea: Area = {
  id: 'imports',
  homes: ['tenant', 'partner'],
  permissions: [],
  anyOf: ['device.read', 'factory.read'],
  navigation: { section: 'work', path: '/imports', icon: ImportIcon },
  routes: [
    pageRoute('imports', ['imports'], async () => (await import('./imports-page.tsx')).ImportsPage),
    pageRoute('imports/new', ['imports', 'devices'], async () => (await import('./new-import-page.tsx')).NewImportPage),
    pageRoute('imports/:importId', ['imports', 'devices'], async () => (await import('./import-page.tsx')).ImportPage),
  ],
}
