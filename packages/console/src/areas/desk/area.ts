import { DeskIcon, SupportIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

const shared = ['desk', 'customers', 'devices', 'batches', 'journal']

/** Requests to makers, for customers and for partners that ask for them. */
export const supportArea: Area = {
  id: 'support',
  homes: ['tenant', 'partner'],
  permissions: ['device.read'],
  navigation: { section: 'work', path: '/support-requests', icon: SupportIcon },
  routes: [
    pageRoute('support-requests', shared, async () => (await import('./support-page.tsx')).SupportPage),
    pageRoute('support-requests/new', shared, async () => (await import('./new-request-page.tsx')).NewRequestPage),
    pageRoute(
      'support-requests/:tenantId/:requestId',
      shared,
      async () => (await import('./support-request-page.tsx')).SupportRequestPage,
    ),
  ],
}

/** The maker's desk, for its agents. */
export const deskArea: Area = {
  id: 'desk',
  homes: ['partner'],
  partnerKinds: ['oem'],
  permissions: ['desk.read'],
  navigation: { section: 'work', path: '/desk', icon: DeskIcon },
  routes: [
    pageRoute('desk', shared, async () => (await import('./desk-page.tsx')).DeskPage),
    pageRoute('desk/:requestId', shared, async () => (await import('./desk-request-page.tsx')).DeskRequestPage),
  ],
}
