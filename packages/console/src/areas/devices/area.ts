import { DeviceIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'

export const devicesArea: Area = {
  id: 'devices',
  homes: ['tenant'],
  permissions: ['device.read'],
  navigation: { section: 'work', path: '/devices', icon: DeviceIcon },
  routes: [
    { path: 'devices', lazy: { Component: async () => (await import('./devices-page.tsx')).DevicesPage } },
    { path: 'devices/:deviceId', lazy: { Component: async () => (await import('./device-page.tsx')).DevicePage } },
  ],
}
