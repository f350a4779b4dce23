import { ReleasedIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const releasedArea: Area = {
  id: 'released',
  homes: ['tenant'],
  permissions: ['device.read'],
  navigation: { section: 'work', path: '/released-devices', icon: ReleasedIcon },
  routes: [
    pageRoute('released-devices', ['released'], async () => (await import('./released-page.tsx')).ReleasedPage),
    pageRoute(
      'released-devices/:deviceId',
      ['released'],
      async () => (await import('./released-device-page.tsx')).ReleasedDevicePage,
    ),
    pageRoute(
      'release-certificates',
      ['released'],
      async () => (await import('./certificates-page.tsx')).CertificatesPage,
    ),
  ],
}
