import { ConsentIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const consentsArea: Area = {
  id: 'consents',
  homes: ['tenant'],
  permissions: ['consent.read'],
  navigation: { section: 'work', path: '/consents', icon: ConsentIcon },
  routes: [pageRoute('consents', ['consents'], async () => (await import('./consents-page.tsx')).ConsentsPage)],
}
