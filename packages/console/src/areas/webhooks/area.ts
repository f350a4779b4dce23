import { WebhooksIcon } from '../../parts/icons.ts'
import type { Area } from '../area.ts'
import { pageRoute } from '../page-route.ts'

export const webhooksArea: Area = {
  id: 'webhooks',
  homes: ['tenant', 'partner'],
  permissions: ['webhook.read'],
  navigation: { section: 'organization', path: '/webhooks', icon: WebhooksIcon },
  routes: [
    pageRoute('webhooks', ['webhooks', 'journal'], async () => (await import('./webhooks-page.tsx')).WebhooksPage),
    pageRoute(
      'webhooks/:webhookId',
      ['webhooks', 'journal', 'devices'],
      async () => (await import('./webhook-page.tsx')).WebhookPage,
    ),
  ],
}
