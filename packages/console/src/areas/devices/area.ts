import { DeviceIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const devicesArea: Area = {
  id: 'devices',
  homes: ['tenant'],
  permissions: ['device.read'],
  navigation: { section: 'work', path: '/devices', icon: DeviceIcon },
  routes: [
    pageRoute('devices', ['devices', 'consents'], async () => (await import('./devices-page.tsx')).DevicesPage),
    pageRoute('devices/:deviceId', ['devices', 'journal'], async () => (await import('./device-page.tsx')).DevicePage),
  ],
}
